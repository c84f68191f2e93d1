import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { nothingKnown } from '../../src/inference/sample.ts';
import { FakeTarget, openPanel } from './fakeHost.ts';
import { movingSamples, runningJob, sampleAt } from './jobs.ts';
import { assertNoComplaints, button, expectText, pictures, testBrowser } from './panelPage.ts';

const { options, browser } = testBrowser();

const tile = (page: Page, name: string) => page.locator(`[data-tile=${name}] dd`);
const row = (page: Page, jobId: string) => page.locator(`[data-job="${jobId}"]`);

/** One job with five minutes of history, one idle, one in preparation, one ended by its limit. */
function busyTarget(): FakeTarget {
  const now = Date.now();
  const target = new FakeTarget();
  const traffic = { state: 'sending', users: 4, startedAt: now, requests: 213, errors: 0, tokens: 27_264 } as const;
  const rates = { engineTokens: 27_264, tokensPerSecond: 410, ttftP50Ms: 48, ttftP95Ms: 131, itlP50Ms: 9.1 };
  const history = movingSamples(now, 290).filter((_, index) => index < 100 || index > 130);
  target.put(runningJob('chat-half', { createdAt: now, traffic: { ...traffic, ...rates } }), history);
  target.put(
    runningJob('embed-1', { createdAt: now - 9e6, latest: sampleAt(now, { tokensPerSecond: 0, running: 0 }) }),
    movingSamples(now, 20),
  );
  const { endpoint: _endpoint, ...preparing } = runningJob('big-eval', { state: 'preparing', createdAt: now - 9e5 });
  target.put({ ...preparing, progress: 'installing the embedded engine: 34 of 117 packages' });
  const exit = { code: null, signal: 'SIGKILL', message: 'used 2,311 MiB, limit 2,048 MiB: stopped by the watchdog' };
  const { slices: lastSlices } = runningJob('hungry');
  const ended = runningJob('hungry', { state: 'OOMKilled', slices: [], lastSlices, endedAt: now - 60_000, exit });
  target.put(ended, movingSamples(now - 60_000, 90));
  return target;
}

for (const theme of ['dark', 'light', 'high-contrast'] as const) {
  test(`the panel draws what it is told, without a violation of its policy (${theme})`, options, async () => {
    const target = busyTarget();
    await using host = await openPanel(browser(), { target, theme });
    const { page } = host;
    await page.waitForSelector('[data-chart=memory] canvas');
    target.sample('chat-half', sampleAt(Date.now()));
    await expectText(page, '[data-tile=tokensPerSecond]', '412 tok/s');
    await expectText(page, '[data-tile=ttft]', '48 ms p50 · 131 ms p95');
    assert.match(
      (await page.locator('[data-tile=ttft] .part').last().getAttribute('title')) ?? '',
      /buckets of times.* 100 to 250 ms/,
    );
    await expectText(page, '[data-tile=requests]', '3.4/s');
    assert.match((await page.locator('.source').getAttribute('title')) ?? '', /embedded engine tells it while requests run/);
    await expectText(page, '[data-tile=itl]', '9.1 ms p50');
    await expectText(page, '[data-tile=queue]', '4 running · 0 waiting');
    await expectText(page, '[data-tile=kv]', '31 %');
    await expectText(page, '[data-tile=memory]', '21.3 of 39.8 GiB');
    assert.match((await page.locator('[data-tile=memory] .part').getAttribute('title')) ?? '', /21,811 MiB.*40,750 MiB/);
    await expectText(page, 'h1', 'chat-half');
    await expectText(page, '.title', /running 12 min/);
    await expectText(page, '.facts', /simulated\s*H100 80GB\s*0\.5 · 39\.8 GiB\s*limit 0\.5\s*watchdog/);
    await expectText(page, '.engine-facts', 'embedded engine instead of vLLM');
    await expectText(page, '.notes', 'port 8000 is occupied: 8001 is used');
    await expectText(page, '.source', 'source: engine metric · 1 s · simulated');
    await expectText(
      page,
      '.traffic-status',
      'sending, 4 users · 213 requests · 0 errors · 27,264 tokens · engine counted 27,264',
    );
    await expectText(page, '[data-job=chat-half]', /412 tok\/s.*running/s);
    await expectText(page, '[data-job=embed-1]', 'idle');
    await expectText(page, '[data-job=big-eval]', 'preparing');
    assert.equal(await page.locator('figure canvas').count(), 5);
    await page.screenshot({ path: `${pictures}/jobs-${theme}.png` });
    assertNoComplaints(host);
  });
}

test('the table says what the charts say at the cursor', options, async () => {
  await using host = await openPanel(browser(), { target: busyTarget() });
  const { page } = host;
  const box = await page.locator('[data-chart=ttft] .u-over').boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2);
  await page.waitForSelector('[data-chart=memory] .chart-time');
  // In one go, because the charts move on every second.
  const { values, times } = (await page.evaluate(`(() => {
    const textsOf = (selector) => [...document.querySelectorAll(selector)].map((node) => node.textContent);
    const values = [...document.querySelectorAll('.legend-entry:not(.line-request, .line-limit) b')].map(
      (node) => node.textContent + (node.nextSibling?.textContent ?? ''),
    );
    return { values, times: textsOf('.chart-time') };
  })()`)) as { readonly values: readonly string[]; readonly times: readonly string[] };
  assert.match(values[2] ?? '', /^1\d\d ms \(100 to 250 ms\)$/, 'the bucket of the p95');
  const [time = ''] = times;
  assert.deepEqual(times, [time, time, time, time, time], 'the cursor is common');
  await page.getByRole('button', { name: 'Table' }).click();
  const tableRow = page.locator('tbody tr').filter({ hasText: time });
  await tableRow.waitFor();
  const cells = await tableRow.locator('td').allInnerTexts();
  assert.deepEqual(
    cells.filter((_, column) => column < 7 || column === 9),
    values,
  );
  assert.ok(await page.locator('.chart-grid').isHidden());
  assert.deepEqual(await page.locator('thead th').allInnerTexts(), [
    'time',
    'tokens/s',
    'TTFT p50',
    'TTFT p95',
    'ITL p50',
    'ITL p95',
    'running',
    'waiting',
    'requests/s',
    'KV',
    'memory',
    'errors/s',
    'preempted',
    'replicas',
  ]);
  await page.screenshot({ path: `${pictures}/table.png` });
  assertNoComplaints(host);
});

test('the list works by keyboard; each button asks for its own action', options, async () => {
  const target = busyTarget();
  await using host = await openPanel(browser(), { target });
  const { page } = host;
  await row(page, 'chat-half').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate('document.activeElement.dataset.job'), 'chat-half');
  await page.keyboard.press('ArrowDown');
  await expectText(page, 'h1', 'big-eval');
  await expectText(page, '.progress', 'installing the embedded engine: 34 of 117 packages');
  await page.keyboard.press('End');
  await expectText(page, 'h1', 'hungry');
  assert.equal(await row(page, 'hungry').getAttribute('aria-selected'), 'true');
  await page.keyboard.press('Home');
  await expectText(page, 'h1', 'chat-half');
  for (const label of ['Benchmark…', 'Copy endpoint', 'Logs', 'Restart']) {
    await button(page, label).focus();
    await page.keyboard.press('Enter');
  }
  await button(page, 'Stop traffic').click();
  await page
    .locator('.title-line vscode-button')
    .filter({ hasText: /^\s*Stop\s*$/ })
    .click();
  await button(page, 'Deploy…').click();
  await button(page, 'Compare…').click();
  await row(page, 'hungry').click();
  await button(page, 'Remove').click();
  const ofChat = { jobId: 'chat-half' };
  const expected = [
    { type: 'benchmark', body: ofChat },
    { type: 'copyEndpoint', body: ofChat },
    { type: 'showLogs', body: ofChat },
    { type: 'restart', body: ofChat },
    { type: 'stopTraffic', body: ofChat },
    { type: 'stop', body: ofChat },
    { type: 'deploy', body: null },
    { type: 'compareFractions', body: null },
    { type: 'remove', body: { jobId: 'hungry' } },
  ];
  assert.deepEqual(host.asked, expected);
  target.remove('hungry');
  await row(page, 'hungry').waitFor({ state: 'detached' });
  await expectText(page, 'h1', 'chat-half');
  assertNoComplaints(host);
});

test('the traffic form refuses what makes no sense and sends what does', options, async () => {
  const target = new FakeTarget();
  target.put(runningJob('chat-half', { latest: sampleAt(Date.now()) }));
  await using host = await openPanel(browser(), { target });
  const { page } = host;
  await button(page, 'Send traffic').click();
  const [users, promptTokens] = [
    page.getByRole('textbox', { name: 'Users at once' }),
    page.getByRole('textbox', { name: 'Prompt tokens' }),
  ];
  for (const wrong of ['0', '-1', '1.5', 'four', '', '1025']) {
    await users.fill(wrong);
    await expectText(page, '.problem', 'Users at once: a whole number from 1 to 1,024.');
    await users.press('Enter');
  }
  assert.deepEqual(host.asked, []);
  await users.fill('8');
  await promptTokens.fill('256');
  await page.screenshot({ path: `${pictures}/traffic-form.png` });
  await promptTokens.press('Enter');
  await page.locator('.traffic-form').waitFor({ state: 'hidden' });
  assert.deepEqual(host.asked, [
    { type: 'startTraffic', body: { jobId: 'chat-half', options: { users: 8, promptTokens: 256, maxTokens: 128 } } },
  ]);
  host.feed.refuseTraffic('chat-half', 'the job is not ready: wait until it runs');
  await expectText(page, '.problem', 'the job is not ready');
  assertNoComplaints(host);
});

test('a job that was stopped at its limit says so with the numbers, in the list and above its charts', options, async () => {
  await using host = await openPanel(browser(), { target: busyTarget() });
  const { page } = host;
  await row(page, 'hungry').click();
  await expectText(page, '.exit', 'used 2,311 MiB, limit 2,048 MiB: stopped by the watchdog (signal SIGKILL)');
  await expectText(page, '.title', 'OOMKilled at');
  await expectText(page, '[data-job=hungry]', /OOMKilled · used 2,311 MiB/);
  assert.ok(await page.locator('.numbers').isHidden());
  await page.waitForSelector('[data-chart=memory] canvas');
  await expectText(page, '[data-chart=memory] .line-limit', 'limit 39.8 GiB');
  await page.screenshot({ path: `${pictures}/oom-killed.png` });
  assertNoComplaints(host);
});

test('without jobs the panel says how to get one', options, async () => {
  await using host = await openPanel(browser(), { target: new FakeTarget() });
  const { page } = host;
  await expectText(page, '.empty', /No jobs yet\..*right-click a manifest and choose Deploy on GPU Fraction…/s);
  await page.screenshot({ path: `${pictures}/empty.png` });
  await button(page, 'Deploy…').click();
  assert.deepEqual(host.asked, [{ type: 'deploy', body: null }]);
  assertNoComplaints(host);
});

test('values that are not known are dashes with the reason, never 0', options, async () => {
  const target = new FakeTarget();
  target.put(runningJob('quiet'));
  await using host = await openPanel(browser(), { target });
  const { page } = host;
  const reason = async (name: string): Promise<string> =>
    (await tile(page, name).locator('.part').first().getAttribute('title')) ?? '';
  await expectText(page, '[data-tile=tokensPerSecond]', '–');
  assert.match(await reason('tokensPerSecond'), /has not been sampled/);
  target.sample('quiet', { ...nothingKnown, t: Date.now(), latencySource: 'engine metric' });
  await page.waitForSelector('[data-chart=queue] canvas');
  assert.match(await reason('tokensPerSecond'), /embedded engine does not report it/);
  assert.match(await reason('ttft'), /no request gave a figure/);
  assert.match(await reason('requests'), /embedded engine does not report it\.$/);
  assert.match(await reason('memory'), /nothing measures it/);
  assert.deepEqual(new Set(await page.locator('.numbers b').allInnerTexts()), new Set(['–']));
  assert.match((await page.locator('[data-chart=throughput] .chart-legend').innerText()).trim(), /^–$/);
  assertNoComplaints(host);
});

test(
  'a lost agent is said above the old content; one that cannot be reached says why and can be tried again',
  options,
  async () => {
    const target = busyTarget();
    await using host = await openPanel(browser(), { target });
    const { page } = host;
    await row(page, 'chat-half').waitFor();
    assert.ok(await page.locator('.banner').isHidden());
    target.connection('disconnected');
    await expectText(page, '.banner', /does not answer.*updating/);
    await expectText(page, 'h1', 'chat-half');
    target.connection('connected');
    await page.locator('.banner').waitFor({ state: 'hidden' });
    target.failure = new Error('no Node 24 was found. Install it.');
    await host.feed.reconnect();
    await expectText(page, '.banner', 'The agent cannot be reached: no Node 24 was found. Install it.');
    await page.screenshot({ path: `${pictures}/unreachable.png` });
    target.failure = undefined;
    await button(page, 'Try again').click();
    await page.locator('.banner').waitFor({ state: 'hidden' });
    assert.deepEqual(
      host.complaints.filter((line) => !line.includes('no Node 24')),
      [],
    );
  },
);

test('a reload of the page restores where the user was, with the history', options, async () => {
  await using host = await openPanel(browser(), { target: busyTarget() });
  const { page } = host;
  await row(page, 'embed-1').click();
  await page.getByRole('button', { name: '1 min' }).click();
  await page.getByRole('button', { name: 'Table' }).click();
  await page.waitForSelector('tbody tr');
  const rows = await page.locator('tbody tr').count();
  await page.reload();
  await expectText(page, 'h1', 'embed-1');
  await page.waitForSelector('tbody tr');
  assert.equal(await page.locator('tbody tr').count(), rows);
  assert.equal(await page.getByRole('button', { name: '1 min' }).getAttribute('aria-pressed'), 'true');
  await page.getByRole('button', { name: 'Charts' }).click();
  await page.waitForSelector('[data-chart=memory] canvas');
  assertNoComplaints(host);
});

test('a lost message makes the panel ask for a new snapshot', options, async () => {
  const target = busyTarget();
  await using host = await openPanel(browser(), { target });
  const { page } = host;
  await expectText(page, 'h1', 'chat-half');
  await page.evaluate(`window.addEventListener('message', (event) => {
    if (event.data.type === 'batch') event.stopImmediatePropagation();
  }, { capture: true, once: true })`);
  const last = `window.postMessage({ type: 'connection', body: { state: 'disconnected' }, sequence: 99999 }, '*')`;
  await page.evaluate(last);
  await page.waitForTimeout(100);
  assert.ok(await page.locator('.banner').isHidden());
  target.put(runningJob('late', { createdAt: 1 }));
  await row(page, 'late').waitFor();
  assertNoComplaints(host);
});

test('a change of the theme recolours the charts', options, async () => {
  await using host = await openPanel(browser(), { target: busyTarget() });
  const { page } = host;
  await page.waitForSelector('[data-chart=throughput] canvas');
  const pixels = async (): Promise<unknown> =>
    page.evaluate(`(() => {
      const canvas = document.querySelector('[data-chart=throughput] canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const seen = new Set();
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) seen.add([data[i], data[i + 1], data[i + 2]].join());
      return [seen.has('89,164,249'), seen.has('0,99,211')];
    })()`);
  assert.deepEqual(await pixels(), [true, false]);
  await host.setTheme('light');
  await page.waitForFunction(`document.body.className === 'vscode-light'`);
  await page.waitForTimeout(300);
  assert.deepEqual(await pixels(), [false, true]);
  assertNoComplaints(host);
});

test('from the width of an editor beside the explorer on, numbers and buttons each take one row', options, async () => {
  const target = busyTarget();
  await using host = await openPanel(browser(), { target, width: 1020 });
  const { page } = host;
  await page.waitForSelector('[data-chart=memory] canvas');
  target.sample('chat-half', sampleAt(Date.now(), { ttftP50Ms: 1208, ttftP95Ms: 9876, running: 12, waiting: 34 }));
  await expectText(page, '[data-tile=ttft]', '9,876 ms');
  const rowsOf = async (selector: string): Promise<number> => {
    const tops = await page.evaluate(`[...document.querySelectorAll('${selector}')]
      .filter((node) => node.checkVisibility()).map((node) => Math.round(node.getBoundingClientRect().top))`);
    return new Set(tops as readonly number[]).size;
  };
  assert.equal(await rowsOf('.tile'), 1);
  assert.equal(await rowsOf('.title-line > *'), 1);
  assert.equal(await rowsOf('.title-line vscode-button'), 1);
  await page.screenshot({ path: `${pictures}/beside-explorer.png` });
  assertNoComplaints(host);
});

test('a button that goes hands the focus on; a closed form gives it back', options, async () => {
  const target = new FakeTarget();
  const job = runningJob('chat-half', { latest: sampleAt(Date.now()) });
  target.put(job);
  await using host = await openPanel(browser(), { target });
  const { page } = host;
  const focused = async (): Promise<unknown> => page.evaluate(`document.activeElement.textContent.trim()`);
  await button(page, 'Send traffic').click();
  await page.keyboard.press('Escape');
  assert.equal(await focused(), 'Send traffic');
  const rates = { engineTokens: 0, tokensPerSecond: 0, ttftP50Ms: null, ttftP95Ms: null, itlP50Ms: null };
  target.put({ ...job, traffic: { state: 'sending', users: 4, startedAt: 0, requests: 0, errors: 0, tokens: 0, ...rates } });
  await button(page, 'Stop traffic').waitFor();
  assert.equal(await focused(), 'Stop traffic');
  await row(page, 'chat-half').focus();
  target.put({ ...job, state: 'stopped', endedAt: Date.now() });
  await expectText(page, '[data-job=chat-half]', 'stopped');
  assert.equal(await page.evaluate('document.activeElement.dataset.job'), 'chat-half');
  assertNoComplaints(host);
});

test('a narrow panel stacks its parts and cuts nothing off', options, async () => {
  await using host = await openPanel(browser(), { target: busyTarget(), width: 420, height: 1600 });
  const { page } = host;
  await page.waitForSelector('[data-chart=memory] canvas');
  await page.waitForTimeout(300);
  const overflow = await page.evaluate(`(() => {
    const wide = [...document.querySelectorAll('.job-detail > *, figure, .u-wrap')];
    return wide.filter((node) => node.getBoundingClientRect().right > innerWidth + 1).map((node) => node.className);
  })()`);
  assert.deepEqual(overflow, []);
  await page.screenshot({ path: `${pictures}/narrow.png` });
  assertNoComplaints(host);
});
