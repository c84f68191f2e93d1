import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nothingKnown, type Sample } from '../../src/inference/sample.ts';
import { FakeTarget, openPanel } from './fakeHost.ts';
import { commandJob, movingSamples, runningJob, sampleAt } from './jobs.ts';
import { assertNoComplaints, button, expectText, pictures, testBrowser } from './panelPage.ts';

const { options, browser } = testBrowser();

/** Nothing tells more than its memory. */
function memoryAlone(sample: Sample): Sample {
  return { ...nothingKnown, t: sample.t, memoryMiB: sample.memoryMiB };
}

test('a command line shows what runs, its memory and its log; what it has not is not there', options, async () => {
  const target = new FakeTarget();
  const now = Date.now();
  target.put(runningJob('chat-half', { createdAt: 1 }), movingSamples(now, 60));
  target.put(commandJob('train', { argv: ['python', 'train.py', '--name', 'my run'] }), movingSamples(now, 60).map(memoryAlone));
  await using host = await openPanel(browser(), { target });
  const { page } = host;
  await page.waitForSelector('[data-chart=memory] canvas');
  target.sample('train', memoryAlone(sampleAt(now)));
  await expectText(page, '.engine-facts', 'python train.py --name "my run"');
  await expectText(page, '.no-tokens', 'No token source: your own command line runs here');
  await expectText(page, '[data-tile=memory]', '21.3 of 39.8 GiB');
  assert.equal(await page.locator('figure:visible').count(), 1);
  assert.equal(await page.locator('.tile:visible').count(), 1);
  assert.equal(await page.locator('[data-job=train] .job-rate').innerText(), '', 'no dash where nothing can ever be known');
  const buttons = page.locator('.title-line').getByRole('button');
  assert.equal(await buttons.count(), 3);
  for (const name of ['Logs', 'Restart', 'Stop']) {
    await buttons.and(page.getByRole('button', { name, exact: true })).waitFor();
  }
  await page.screenshot({ path: `${pictures}/command-line.png` });
  await page.getByRole('button', { name: 'Table' }).click();
  await page.waitForSelector('tbody tr');
  assert.deepEqual(await page.locator('thead th').allInnerTexts(), ['time', 'memory']);
  await page.locator('[data-job=chat-half]').click();
  await page.locator('thead th').nth(13).waitFor();
  assert.equal(await page.locator('thead th').count(), 14);
  await page.getByRole('button', { name: 'Charts' }).click();
  await page.waitForSelector('[data-chart=ttft]');
  assert.equal(await page.locator('figure:visible').count(), 5);
  assert.ok(await button(page, 'Send traffic').isVisible());
  assertNoComplaints(host);
});

test('a command line whose memory nobody measures has no empty chart', options, async () => {
  const target = new FakeTarget();
  const now = Date.now();
  target.put(
    commandJob('train'),
    movingSamples(now, 20).map((sample) => ({ ...memoryAlone(sample), memoryMiB: null })),
  );
  await using host = await openPanel(browser(), { target });
  await expectText(host.page, '.job-detail > .hint', 'No samples yet.');
  assert.equal(await host.page.locator('figure:visible').count(), 0);
  assertNoComplaints(host);
});
