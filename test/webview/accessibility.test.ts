import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { FakeTarget, openPanel } from './fakeHost.ts';
import { commandJob, movingSamples, runningJob, sampleAt, someOffers } from './jobs.ts';
import { assertNoComplaints, button, expectText, testBrowser } from './panelPage.ts';

const { options, browser } = testBrowser();

/** Broken rules of accessibility on the page, with the first place of each. */
async function violations(page: Page): Promise<readonly string[]> {
  const results = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`);
}

for (const theme of ['dark', 'light', 'high-contrast'] as const) {
  test(`no page of the panel breaks a rule of accessibility (${theme})`, options, async () => {
    const now = Date.now();
    const target = new FakeTarget();
    target.offers = someOffers;
    await using host = await openPanel(browser(), { target, theme });
    const { page } = host;
    await expectText(page, '.empty', 'No jobs yet.');
    assert.deepEqual(await violations(page), [], 'no jobs');

    target.put(runningJob('chat-half', { createdAt: 1 }), movingSamples(now, 60));
    target.put(runningJob('quiet', { createdAt: 2 }));
    await page.locator('[data-job=quiet]').click();
    await expectText(page, '[data-tile=kv]', '–');
    assert.deepEqual(await violations(page), [], 'a job of which nothing is known');

    await page.locator('[data-job=chat-half]').click();
    await page.waitForSelector('[data-chart=memory] canvas');
    target.sample('chat-half', sampleAt(now));
    await button(page, 'Send traffic').click();
    assert.deepEqual(await violations(page), [], 'a job with charts');
    await page.getByRole('button', { name: 'Table' }).click();
    await page.waitForSelector('tbody tr');
    assert.deepEqual(await violations(page), [], 'a job as a table');

    target.put(commandJob('train'), movingSamples(now, 20));
    await page.locator('[data-job=train]').click();
    await expectText(page, 'h1', 'train');
    assert.deepEqual(await violations(page), [], 'a command line');

    await button(page, 'Launch…').click();
    await expectText(page, '.outlook', 'no room for 0.5');
    assert.deepEqual(await violations(page), [], 'the form');
    await page.getByRole('textbox', { name: 'Request' }).fill('1.5');
    await page.getByRole('textbox', { name: 'Model' }).fill('');
    await button(page, /^\s*Launch\s*$/).click();
    await expectText(page, '[data-field=request] .remark', 'KAI refuses this pod');
    assert.deepEqual(await violations(page), [], 'the form with errors');
    assertNoComplaints(host);
  });
}

test('the reason of a dash is read out and is in the tab order, shown while it has the focus', options, async () => {
  const target = new FakeTarget();
  target.put(runningJob('quiet'));
  await using host = await openPanel(browser(), { target });
  const { page } = host;
  const part = page.locator('[data-tile=kv] .part');
  await part.waitFor();
  assert.match((await part.textContent()) ?? '', /^–.*the job has not been sampled/);
  assert.match((await page.locator('[data-job=quiet]').getAttribute('aria-description')) ?? '', /has not been sampled/);
  const reason = part.locator('.screen-reader-only');
  assert.equal((await reason.boundingBox())?.width, 1);
  await part.focus();
  assert.ok(((await reason.boundingBox())?.width ?? 0) > 100);
  assertNoComplaints(host);
});
