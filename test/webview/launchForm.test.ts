import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { parse } from 'yaml';
import { FakeTarget, openPanel } from './fakeHost.ts';
import { runningJob, someOffers } from './jobs.ts';
import { assertNoComplaints, button, expectText, expectValue, pictures, testBrowser } from './panelPage.ts';

const { options, browser } = testBrowser();

const field = (page: Page, name: string) => page.getByRole('textbox', { name });
const launch = (page: Page) => button(page, /^\s*Launch\s*$/);
const focusedLabel = (page: Page): Promise<unknown> => page.evaluate('document.activeElement.ariaLabel');

function emptyMachine(): FakeTarget {
  const target = new FakeTarget();
  target.offers = someOffers;
  return target;
}

/** The open form of a machine that has engines. */
async function openForm(page: Page): Promise<void> {
  await button(page, 'Launch…').click();
  await page.getByRole('radio', { name: 'llama.cpp' }).waitFor();
}

/** The manifest that the form shows. */
async function shown(page: Page): Promise<{ metadata: { name: string; annotations?: Record<string, string> } }> {
  return parse(await page.locator('.manifest').innerText()) as Awaited<ReturnType<typeof shown>>;
}

/** What a screen reader reads after the name of a control. */
async function descriptionOf(page: Page, role: string, accessibleName: string): Promise<unknown> {
  await using session = { cdp: await page.context().newCDPSession(page), [Symbol.asyncDispose]: () => Promise.resolve() };
  const { root } = await session.cdp.send('DOM.getDocument');
  const { nodes } = await session.cdp.send('Accessibility.queryAXTree', { nodeId: root.nodeId, role, accessibleName });
  return nodes.find(({ ignored }) => !ignored)?.description?.value as unknown;
}

test('the form opens filled in so far as can be, says what it means here and shows its manifest', options, async () => {
  const target = emptyMachine();
  target.put(runningJob('job'));
  target.notes = ['port 8000 is taken: uses 8001'];
  await using host = await openPanel(browser(), { target });
  const { page } = host;
  await openForm(page);
  assert.equal(await focusedLabel(page), 'Name');
  await expectValue(field(page, 'Name'), 'job-2', 'a name that is free');
  await expectValue(field(page, 'Model'), 'tiny-random');
  assert.ok(await page.getByRole('radio', { name: 'llama.cpp' }).isChecked());
  await expectText(
    page,
    '.outlook',
    /half of one GPU: 39\.8 GiB of an H100 80GB.*fits now on gpu 0 · simulated.*port 8000 is taken/s,
  );
  await page.getByRole('button', { name: '1/8', exact: true }).click();
  await expectText(page, '.outlook', '9.9 GiB of an H100 80GB');
  assert.deepEqual((await shown(page)).metadata.annotations, { 'gpu-fraction': '0.125' });
  await page.getByRole('button', { name: '1', exact: true }).click();
  await expectText(page, '.outlook', /no room for 1 \(79\.6 GiB\) of an H100 80GB.*job holds 0\.5/);
  await field(page, 'Request').fill('8 GB');
  await field(page, 'Limit').fill('10 GiB');
  await expectText(page, '.outlook', '7.5 GiB of one GPU: 0.1 of an H100 80GB · limit 10.0 GiB');
  assert.deepEqual((await shown(page)).metadata.annotations, { 'gpu-memory': '7630', 'gpu-memory.limit': '10240Mi' });
  assert.deepEqual(await page.locator('select option').allInnerTexts(), [
    'any GPU with room',
    'gpu 0 · H100 80GB · 50 % free · simulated',
  ]);
  assertNoComplaints(host);
});

test(
  'engines: what is fetched is said, what is missing is disabled with the cure, models go with the engine',
  options,
  async () => {
    await using host = await openPanel(browser(), { target: emptyMachine() });
    const { page } = host;
    await openForm(page);
    assert.ok(await page.getByRole('radio', { name: 'vLLM' }).isDisabled());
    assert.match(String(await descriptionOf(page, 'radio', 'vLLM')), /Install vLLM so that vllm is on the PATH/);
    assert.match(String(await descriptionOf(page, 'radio', 'embedded')), /the first launch downloads 85 MB/);
    await page.getByRole('button', { name: 'qwen3-0.6b-q8_0.gguf' }).click();
    await expectText(page, '.manifest', 'path: /data/models');
    await page.getByRole('radio', { name: 'embedded' }).check();
    await expectValue(field(page, 'Model'), 'tiny-random', 'a suggestion of another engine gives way');
    await field(page, 'Model').fill('~/own.gguf');
    await page.getByRole('radio', { name: 'llama.cpp' }).check();
    await expectValue(field(page, 'Model'), '~/own.gguf', 'what was typed stays');
    await expectText(page, '.manifest', '- /home/someone/own.gguf');
    assertNoComplaints(host);
  },
);

test('what the rules of manifests find stands under its field, after the user was there, tied to it', options, async () => {
  await using host = await openPanel(browser(), { target: emptyMachine(), height: 1100 });
  const { page } = host;
  await openForm(page);
  const remark = (name: string) => `[data-field=${name}] .remark`;
  await field(page, 'Request').fill('1.5');
  await expectText(page, '.manifest', 'gpu-fraction: "1.5"');
  assert.equal(await page.locator(remark('request')).innerText(), '', 'not while the user is still typing');
  await page.keyboard.press('Tab');
  assert.equal(await page.locator(remark('request')).innerText(), '', 'nor on the way to the presets');
  await field(page, 'Limit').focus();
  await expectText(
    page,
    remark('request'),
    'gpu-fraction "1.5": KAI refuses this pod: the value must be a number between 0 and 1.',
  );
  await expectText(page, '.outlook', 'Told as soon as the form is complete.');
  assert.match(String(await descriptionOf(page, 'textbox', 'Request')), /Share of one GPU.*KAI refuses this pod/s);
  await field(page, 'Request').fill('0.25');
  await page.locator(remark('request')).filter({ hasText: 'KAI' }).waitFor({ state: 'detached' });
  await field(page, 'Limit').fill('0.2');
  await field(page, 'Name').fill('My job');
  await field(page, 'Model').fill('');
  await launch(page).click();
  await expectText(page, remark('name'), 'metadata.name "My job": the API server refuses it.');
  await expectText(page, remark('model'), 'No model is named.');
  await expectText(page, remark('limit'), 'limit 0.2 is below request 0.25');
  assert.equal(await focusedLabel(page), 'Name', 'the first error');
  await page.screenshot({ path: `${pictures}/launch-errors.png` });
  await field(page, 'Name').fill('my-job');
  await field(page, 'Model').fill('tiny-random');
  await field(page, 'Limit').fill('0.25');
  await expectText(page, remark('limit'), 'limit 0.25 is the request itself');
  assert.deepEqual(host.asked, []);
  await launch(page).click();
  await expectText(page, '.outlook', 'fits now');
  assert.deepEqual(
    host.asked.map(({ type }) => type),
    ['startLaunch'],
    'a warning forbids nothing',
  );
  assertNoComplaints(host);
});

test('by keyboard alone: the command opens the form on a device, Enter launches, the job is shown', options, async () => {
  const target = emptyMachine();
  const [first] = target.devices;
  assert.ok(first);
  target.devices = [first, { ...first, uuid: 'GPU-simulated-1', index: 1 }];
  target.put(runningJob('old', { createdAt: 1 }));
  await using host = await openPanel(browser(), {
    target,
    launch: (_order, onStarted) => {
      const { endpoint: _endpoint, ...starting } = runningJob('new-job', { state: 'preparing' });
      target.put({ ...starting, progress: 'installing the embedded engine: 34 of 117 packages' });
      onStarted('new-job');
      return Promise.resolve({ kind: 'started' });
    },
  });
  const { page } = host;
  await expectText(page, 'h1', 'old');
  host.send('openLaunch', { deviceUuid: 'GPU-simulated-1' });
  await page.getByRole('radio', { name: 'llama.cpp' }).waitFor();
  await expectText(page, '.outlook', 'fits now on gpu 1');
  await page.keyboard.type('chat');
  const reached: unknown[] = [];
  for (let step = 0; step < 14; step++) {
    reached.push(
      await page.evaluate(
        `document.activeElement.ariaLabel || document.activeElement.textContent.trim() || document.activeElement.id`,
      ),
    );
    await page.keyboard.press('Tab');
  }
  assert.deepEqual(reached.slice(0, 4), ['Name', 'launch-engine-0', 'Model', 'tiny-random']);
  assert.deepEqual(reached.slice(5, 12), ['Request', '1', '1/2', '1/4', '1/8', 'Limit (optional)', reached[11]]);
  assert.deepEqual(reached.slice(12), ['Launch', 'Cancel']);
  await field(page, 'Request').focus();
  await page.keyboard.press('Enter');
  await expectText(page, 'h1', 'new-job');
  await expectText(page, '.progress', '34 of 117 packages');
  const [asked] = host.asked as unknown as [{ body: { name: string; manifest: string; options: unknown } }];
  assert.equal(asked.body.name, 'chat');
  assert.deepEqual(asked.body.options, { engine: 'llamacpp', deviceUuid: 'GPU-simulated-1' });
  assert.match(asked.body.manifest, /gpu-fraction: "0\.5"/);
  await openForm(page);
  await expectValue(field(page, 'Name'), 'job', 'a launched form starts anew');
  assertNoComplaints(host);
});

test('a refused launch keeps the form with the reason on top; Escape leaves it; a reload keeps it', options, async () => {
  const target = emptyMachine();
  target.put(runningJob('old'));
  const launching = Promise.resolve({ kind: 'refused', message: 'no room for 0.5: old holds 0.5.' } as const);
  await using host = await openPanel(browser(), { target, launch: () => launching });
  const { page } = host;
  await openForm(page);
  await field(page, 'Name').fill('mine');
  await launch(page).click();
  await expectText(page, '.launch-page > .problem', 'no room for 0.5: old holds 0.5.');
  await expectValue(field(page, 'Name'), 'mine');
  await page.reload();
  await page.getByRole('radio', { name: 'llama.cpp' }).waitFor();
  await expectValue(field(page, 'Name'), 'mine');
  await field(page, 'Name').focus();
  await page.keyboard.press('Escape');
  await expectText(page, 'h1', 'old');
  assert.equal(await page.evaluate('document.activeElement.dataset.job'), 'old');
  await openForm(page);
  await expectValue(field(page, 'Name'), 'mine');
  await page.locator('[data-job=old]').click();
  await expectText(page, 'h1', 'old');
  assertNoComplaints(host);
});

test('the manifest can be kept as it is, also with errors', options, async () => {
  await using host = await openPanel(browser(), { target: emptyMachine() });
  const { page } = host;
  await openForm(page);
  await field(page, 'Request').fill('2');
  await button(page, 'Save as…').click();
  await button(page, 'Open as untitled').click();
  await expectText(page, '.manifest', 'gpu-fraction: "2"');
  const asked = host.asked as readonly { type: string; body: { as: string; name: string; manifest: string } }[];
  assert.deepEqual(
    asked.map(({ type, body }) => [type, body.as, body.name]),
    [
      ['keepManifest', 'file', 'job'],
      ['keepManifest', 'untitled', 'job'],
    ],
  );
  assert.equal(
    asked[0]?.body.manifest.trimEnd(),
    await page
      .locator('.manifest')
      .innerText()
      .then((text) => text.trimEnd()),
  );
  assertNoComplaints(host);
});

test('a machine without engines, and one that does not answer, say so and launch nothing', options, async () => {
  const target = new FakeTarget();
  target.devices = [];
  await using host = await openPanel(browser(), { target });
  const { page } = host;
  await button(page, 'Launch…').click();
  await expectText(page, '[data-field=engine]', 'The agent knows no engine to launch here.');
  await launch(page).click();
  await expectText(page, '[data-field=engine] .remark', 'No engine is chosen.');
  await page.screenshot({ path: `${pictures}/launch-no-engines.png` });
  target.failure = new Error('no Node 24 was found. Install it.');
  await page.reload();
  await expectText(page, '[data-field=engine]', 'cannot be read: no Node 24 was found.');
  assert.deepEqual(host.asked, []);
  assertNoComplaints(host);
});

test('a launch that another window made impossible is planned anew when jobs change', options, async () => {
  const target = emptyMachine();
  await using host = await openPanel(browser(), { target });
  const { page } = host;
  await openForm(page);
  await page.getByRole('button', { name: '1', exact: true }).click();
  await expectText(page, '.outlook', 'one GPU: 79.6 GiB of an H100 80GB');
  await expectText(page, '.outlook', 'fits now');
  target.put(runningJob('other'));
  await expectText(page, '.outlook', 'other holds 0.5');
  assertNoComplaints(host);
});

for (const theme of ['dark', 'light', 'high-contrast'] as const) {
  test(`the form in its colours (${theme})`, options, async () => {
    const target = emptyMachine();
    target.notes = ['117 packages, 85 MB, are fetched first'];
    target.put(runningJob('chat-half'));
    await using host = await openPanel(browser(), { target, theme, height: 900 });
    await openForm(host.page);
    await expectText(host.page, '.outlook', 'fits now');
    await host.page.screenshot({ path: `${pictures}/launch-${theme}.png` });
    assertNoComplaints(host);
  });
}

test('a narrow form stacks its parts and cuts nothing off', options, async () => {
  await using host = await openPanel(browser(), { target: emptyMachine(), width: 420, height: 1500 });
  const { page } = host;
  await openForm(page);
  await expectText(page, '.outlook', 'fits now');
  const overflow = await page.evaluate(`[...document.querySelectorAll('.launch-page *')]
    .filter((node) => node.getBoundingClientRect().right > innerWidth + 1 && node.closest('.manifest') === null)
    .map((node) => node.className)`);
  assert.deepEqual(overflow, []);
  await page.screenshot({ path: `${pictures}/launch-narrow.png` });
  assertNoComplaints(host);
});

test('select all in a field stays there: VS Code would select once more, over what was typed since', options, async () => {
  await using host = await openPanel(browser(), { target: emptyMachine() });
  const { page } = host;
  await openForm(page);
  await page.evaluate('window.reached = []; window.addEventListener("keydown", ({ key }) => window.reached.push(key))');
  await field(page, 'Request').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('0.3');
  await expectValue(field(page, 'Request'), '0.3');
  assert.deepEqual(await page.evaluate('window.reached'), ['Control', '0', '.', '3']);
  assertNoComplaints(host);
});
