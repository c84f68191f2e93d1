import { test } from 'node:test';
import { temporaryHome } from '../support/temporaryHome.ts';
import { startHost } from '../support/vscodeHost.ts';
import { hangingNpm } from './fakeHangingNpm.ts';
import { sampleWorkspace } from './sampleWorkspace.ts';
import { keepScreenshot, withScreenshots } from './screenshots.ts';
import { deployEntry, Workbench } from './workbench.ts';

test('cancelling the progress of a deploy stops its job', { timeout: 120_000 }, async () => {
  await using workspace = await sampleWorkspace();
  await using npm = await hangingNpm();
  await using home = await temporaryHome('absent');
  const env = { GPU_FRACTIONS_HOME: home.path, PATH: npm.path };
  await using host = await startHost({ workspace: workspace.path, env });
  const workbench = new Workbench(host.page);
  await withScreenshots(host.page, 'cancel-deploy', async () => {
    await workbench.chooseInExplorer('chat-half-gpu.yaml', deployEntry);
    await workbench.option(/^This machine/).click();
    await workbench.quickPick.getByText(/fetches the embedded engine/).waitFor();
    await workbench.option(/^0\.5 as in the file/).click();
    const progress = workbench.notification(/chat-half/);
    await progress.waitFor();
    await workbench.jobsPanel
      .job('chat-half')
      .getByText(/^preparing/)
      .waitFor();
    await keepScreenshot(host.page, 'deploy-progress');
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await workbench.jobsPanel
      .job('chat-half')
      .getByText(/^stopped/)
      .waitFor();
    await progress.waitFor({ state: 'hidden' });
  });
});
