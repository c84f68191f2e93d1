import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryHome } from '../support/temporaryHome.ts';
import { startHost } from '../support/vscodeHost.ts';
import { sampleWorkspace } from './sampleWorkspace.ts';
import { keepScreenshot, withScreenshots } from './screenshots.ts';
import { deployEntry, Workbench } from './workbench.ts';

test('one workload of several is picked; deployed again it replaces itself', { timeout: 180_000 }, async () => {
  await using workspace = await sampleWorkspace();
  const named = (text: string, name: string): string => text.replaceAll('chat-half', name);
  await workspace.addHalf('two.yaml', (text) => `${named(text, 'first')}---\n${named(text, 'second')}`);
  await using home = await temporaryHome();
  await using host = await startHost({ workspace: workspace.path, env: { GPU_FRACTIONS_HOME: home.path } });
  const workbench = new Workbench(host.page);
  const panel = workbench.jobsPanel;
  const chooseSecond = async (): Promise<void> => {
    await workbench.chooseInExplorer('two.yaml', deployEntry);
    await workbench.option('first').waitFor();
    await keepScreenshot(host.page, 'which-workload');
    await workbench.option('second').click();
    await workbench.option(/^This machine/).click();
  };
  await withScreenshots(host.page, 'deploy-again', async () => {
    await chooseSecond();
    await workbench.option(/^0\.5 as in the file — fits/).click();
    await workbench.notification(/second: ready/).waitFor({ timeout: 90_000 });

    await chooseSecond();
    await workbench.dialog.getByRole('button', { name: 'Replace' }).click();
    await workbench.option(/^0\.5 as in the file — fits/).click();
    await panel
      .job('second')
      .getByText(/^stopped/)
      .waitFor();
    await panel
      .job('second')
      .getByText(/^running/)
      .waitFor({ timeout: 90_000 });
    assert.equal(await panel.job('second').count(), 2);
    assert.equal(await panel.job('first').count(), 0);
    await keepScreenshot(host.page, 'replaced');
  });
});
