import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryHome } from '../support/temporaryHome.ts';
import { startHost } from '../support/vscodeHost.ts';
import { sampleWorkspace } from './sampleWorkspace.ts';
import { keepScreenshot, withScreenshots } from './screenshots.ts';
import { deployEntry, Workbench } from './workbench.ts';

test('an error in the manifest is named with its line and cure, and the file opens there', { timeout: 120_000 }, async () => {
  await using workspace = await sampleWorkspace();
  await workspace.addHalf('percent.yaml', (text) => text.replace('"0.5"', '"50%"'));
  await using home = await temporaryHome();
  await using host = await startHost({ workspace: workspace.path, env: { GPU_FRACTIONS_HOME: home.path } });
  const workbench = new Workbench(host.page);
  await withScreenshots(host.page, 'manifest-error', async () => {
    await workbench.chooseInExplorer('percent.yaml', deployEntry);
    const message = workbench.notification(/percent\.yaml, line 21: .*"50%".*"0\.5"/);
    await message.waitFor();
    await keepScreenshot(host.page, 'manifest-error');
    await message.getByRole('button', { name: 'Open file at the error' }).click();
    await workbench.editorLines.getByText('"50%"').waitFor();
    assert.equal(await workbench.cursorPosition(), 'Ln 21');
  });
});
