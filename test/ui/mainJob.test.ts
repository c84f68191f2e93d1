import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryHome } from '../support/temporaryHome.ts';
import { startHost } from '../support/vscodeHost.ts';
import { sampleWorkspace } from './sampleWorkspace.ts';
import { keepScreenshot, withScreenshots } from './screenshots.ts';
import { deployEntry, Workbench } from './workbench.ts';

const sample = 'chat-half-gpu.yaml';
const simulate = { GPU_FRACTIONS_SIMULATE: '1xNVIDIA-H100-80GB-HBM3' };

test('the main job by mouse: deploy half a GPU, watch its tokens, reload, stop', { timeout: 240_000 }, async () => {
  await using workspace = await sampleWorkspace();
  await using home = await temporaryHome();
  await using host = await startHost({ workspace: workspace.path, env: { GPU_FRACTIONS_HOME: home.path, ...simulate } });
  const workbench = new Workbench(host.page);
  const panel = workbench.jobsPanel;
  await withScreenshots(host.page, 'main-job', async () => {
    await workbench.chooseInExplorer(sample, deployEntry);
    await workbench.option(/^This machine — H100 80GB · 100 % free/).waitFor();
    await keepScreenshot(host.page, 'deploy-where');
    await workbench.option(/^This machine/).click();
    await workbench.option(/^0\.5 as in the file — fits/).waitFor();
    await keepScreenshot(host.page, 'deploy-how-much');
    await workbench.option(/^0\.5 as in the file/).click();

    await panel.heading.filter({ hasText: 'chat-half' }).waitFor();
    await workbench.notification(/ready: http:\/\/127\.0\.0\.1:\d+/).waitFor({ timeout: 90_000 });
    await panel
      .job('chat-half')
      .getByText(/^running/)
      .waitFor();
    await keepScreenshot(host.page, 'job-ready');

    await panel.button('Logs').click();
    await workbench.editorLines.filter({ hasText: /Listening\son\shttp:\/\/127\.0\.0\.1:\d+/ }).waitFor();
    await keepScreenshot(host.page, 'job-log');
    await workbench.tab('GPU Jobs').click();

    await panel.button('Send traffic').click();
    await panel.button('Start').click();
    await panel
      .number('tokens/s')
      .getByText(/^[1-9][\d,.]* tok\/s$/)
      .waitFor();
    await workbench.statusItem.filter({ hasText: /50 % free · [1-9]\d* tok\/s/ }).waitFor();
    await panel.button('Table').click();
    await panel.sampleTimes.nth(4).waitFor();
    const seenBefore = await panel.sampleTimes.last().innerText();
    await panel.button('Charts').click();
    await keepScreenshot(host.page, 'jobs-panel');

    await host.page.reload();
    // VS Code does not always save in time which tab was in front.
    await workbench.tab('GPU Jobs').click();
    await panel
      .job('chat-half')
      .getByText(/^running/)
      .waitFor({ timeout: 60_000 });
    await panel.showTable();
    // Under load two samples may fall into one second.
    await panel.sampleTimes.getByText(seenBefore, { exact: true }).first().waitFor();
    await keepScreenshot(host.page, 'jobs-panel-reloaded');

    await panel.button('Stop').click();
    await panel
      .job('chat-half')
      .getByText(/^stopped/)
      .waitFor();
    await keepScreenshot(host.page, 'job-stopped');
  });
});

test('the same file again asks; two halves fill the GPU; a third is refused with the holders', { timeout: 240_000 }, async () => {
  await using workspace = await sampleWorkspace();
  await workspace.addHalf('third-half.yaml', (text) => text.replaceAll('chat-half', 'third-half'));
  await using home = await temporaryHome();
  await using host = await startHost({ workspace: workspace.path, env: { GPU_FRACTIONS_HOME: home.path, ...simulate } });
  const workbench = new Workbench(host.page);
  const deployHalf = async (): Promise<void> => {
    await workbench.chooseInExplorer(sample, deployEntry);
    await workbench.option(/^This machine/).click();
  };
  await withScreenshots(host.page, 'three-halves', async () => {
    await deployHalf();
    await workbench.option(/^0\.5 as in the file/).click();
    await workbench.notification(/chat-half: ready/).waitFor({ timeout: 90_000 });

    await deployHalf();
    await workbench.dialog
      .getByText(/chat-half/)
      .first()
      .waitFor();
    await keepScreenshot(host.page, 'replace-or-copy');
    await workbench.dialog.getByRole('button', { name: 'Deploy a copy' }).click();
    await workbench.option(/^0\.5 as in the file — fits/).click();
    await workbench.notification(/chat-half-2: ready/).waitFor({ timeout: 90_000 });
    assert.equal(await workbench.jobsPanel.job('chat-half').count(), 1);

    await workbench.chooseInExplorer('third-half.yaml', deployEntry);
    await workbench.option(/^This machine — H100 80GB · 0 % free/).click();
    await workbench.option(/^0\.5 as in the file — no room/).waitFor();
    await keepScreenshot(host.page, 'no-room');
    await workbench.option(/^0\.5 as in the file/).click();
    await workbench.dialog.getByText(/third-half.*chat-half holds 0\.5.*chat-half-2 holds 0\.5/s).waitFor();
    await keepScreenshot(host.page, 'refused');
    await workbench.dialog.getByRole('button', { name: 'Choose another fraction' }).click();
    await workbench.option(/^0\.1 — no room/).waitFor();
  });
});
