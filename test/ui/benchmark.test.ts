import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryHome } from '../support/temporaryHome.ts';
import { startHost } from '../support/vscodeHost.ts';
import { sampleWorkspace } from './sampleWorkspace.ts';
import { keepScreenshot, withScreenshots } from './screenshots.ts';
import { deployEntry, Workbench } from './workbench.ts';

const sample = 'chat-half-gpu.yaml';
const simulate = { GPU_FRACTIONS_SIMULATE: '1xNVIDIA-H100-80GB-HBM3' };
const settings = { 'gpuFractions.benchmark.seconds': 2, 'gpuFractions.benchmark.sloTtft': 200 };
const light = {
  'gpuFractions.benchmark.seconds': 2,
  'gpuFractions.benchmark.sloTtft': 150,
  'workbench.colorTheme': 'Default Light Modern',
};

test(
  'a job is measured from the panel; its report opens as a document, and again from the list of all',
  { timeout: 240_000 },
  async () => {
    await using workspace = await sampleWorkspace();
    await using home = await temporaryHome();
    const env = { GPU_FRACTIONS_HOME: home.path, ...simulate };
    await using host = await startHost({ workspace: workspace.path, env, settings });
    const workbench = new Workbench(host.page);
    const { jobsPanel: panel, report } = workbench;
    await withScreenshots(host.page, 'benchmark', async () => {
      await workbench.chooseInExplorer(sample, deployEntry);
      await workbench.option(/^This machine/).click();
      await workbench.option(/^0\.5 as in the file/).click();
      await workbench.notification(/chat-half: ready/).waitFor({ timeout: 90_000 });

      await panel.button('Benchmark…').click();
      await workbench.option(/^Find the most users with first token under 0\.2 s/).waitFor();
      await keepScreenshot(host.page, 'benchmark-what');
      await workbench.option(/^Measure at N users…/).click();
      await workbench.back.click();
      await workbench.option(/^Measure at N users…/).click();
      await workbench.inputBox('8').fill('2');
      await host.page.keyboard.press('Enter');
      await workbench.notification(/chat-half \(simulated\)/).waitFor();
      await keepScreenshot(host.page, 'benchmark-running');

      await workbench.tab(/chat-half\.gpubench\.json/).waitFor({ timeout: 60_000 });
      await report.getByRole('heading', { level: 1 }).waitFor();
      await report
        .getByRole('note')
        .filter({ hasText: /simulated/i })
        .first()
        .waitFor();
      await keepScreenshot(host.page, 'benchmark-report');
      const saved = await readdir(join(workspace.path, '.gpu-fractions/benchmarks'));
      assert.equal(saved.length, 1);
      assert.match(saved[0] ?? '', /^\d{4}-\d\d-\d\d-\d{4}-chat-half\.gpubench\.json$/);

      await workbench.runCommand('Open Benchmark…');
      await workbench.option(/^chat-half,? .*2 users .*simulated/s).waitFor();
      await keepScreenshot(host.page, 'benchmark-open');
      await host.page.keyboard.press('Escape');

      await workbench.tab('GPU Jobs').click();
      await panel.button('Benchmark…').click();
      await workbench.option(/^Measure at 2 users,? .*as last time/).waitFor();
      await workbench.option(/^Find the most users/).click();
      await report
        .getByRole('status')
        .filter({ hasText: /Running.*probing/ })
        .waitFor({ timeout: 60_000 });
      await keepScreenshot(host.page, 'benchmark-searching');
      await workbench.tab('GPU Jobs').click();
      await workbench.notification(/chat-half: most users · .* · simulated/).waitFor({ timeout: 90_000 });
      await keepScreenshot(host.page, 'benchmark-found');
    });
  },
);

test('fractions of a manifest are compared, cancelled and resumed', { timeout: 300_000 }, async () => {
  await using workspace = await sampleWorkspace();
  await using home = await temporaryHome();
  const env = { GPU_FRACTIONS_HOME: home.path, ...simulate };
  await using host = await startHost({ workspace: workspace.path, env, settings: light });
  const workbench = new Workbench(host.page);
  const { report } = workbench;
  await withScreenshots(host.page, 'compare-fractions', async () => {
    await workbench.chooseInExplorer(sample, 'Compare Fractions…');
    await workbench.option(/^This machine — H100 80GB/).click();
    await workbench.checkOption(/^1\/8/).waitFor({ timeout: 60_000 });
    await workbench.back.click();
    await workbench.option(/^This machine — H100 80GB/).click();
    await workbench.checkOption(/^1\/8/).waitFor();
    await keepScreenshot(host.page, 'compare-which');
    await workbench.checkOption(/^1,/).click();
    await workbench.checkOption(/^1\/2/).click();
    await workbench.quickPick.getByRole('button', { name: 'OK' }).click();
    await workbench.option(/^Alone and with neighbours/).waitFor();
    await keepScreenshot(host.page, 'compare-with-whom');
    await workbench.option(/^Alone,/).click();
    await workbench.option(/^Start: 2 steps/).waitFor();
    await keepScreenshot(host.page, 'compare-start');
    await workbench.option(/^Start: 2 steps/).click();
    const status = report.getByRole('status');
    await status.filter({ hasText: /step 1 of 2: 1\/4 alone/ }).waitFor({ timeout: 60_000 });
    await status.filter({ hasText: /step 2 of 2: 1\/8 alone/ }).waitFor({ timeout: 90_000 });
    await keepScreenshot(host.page, 'compare-running');
    await workbench
      .notification(/simulated/)
      .getByRole('button', { name: 'Cancel' })
      .click();
    await status.filter({ hasText: /Not finished.*cancelled/ }).waitFor();
    await keepScreenshot(host.page, 'compare-cancelled');
    await workbench.titleAction('Resume Benchmark').waitFor();
    await status.getByRole('link', { name: 'Resume' }).click();
    await status.filter({ hasText: /step 2 of 2: 1\/8 alone/ }).waitFor({ timeout: 30_000 });
    await status.waitFor({ state: 'detached', timeout: 120_000 });
    await report
      .getByRole('note')
      .filter({ hasText: /Simulated device/ })
      .waitFor();
    await keepScreenshot(host.page, 'compare-report');
  });
});
