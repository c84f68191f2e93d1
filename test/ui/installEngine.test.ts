import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryHome } from '../support/temporaryHome.ts';
import { startHost } from '../support/vscodeHost.ts';
import { hangingNpm } from './fakeHangingNpm.ts';
import { sampleWorkspace } from './sampleWorkspace.ts';
import { keepScreenshot, withScreenshots } from './screenshots.ts';
import { Workbench } from './workbench.ts';

const command = 'GPU Fractions: Install Embedded Engine';

test('an install of the engine that is cancelled leaves nothing behind', { timeout: 120_000 }, async () => {
  await using workspace = await sampleWorkspace();
  await using npm = await hangingNpm();
  await using home = await temporaryHome('absent');
  const env = { GPU_FRACTIONS_HOME: home.path, PATH: npm.path };
  await using host = await startHost({ workspace: workspace.path, env });
  const workbench = new Workbench(host.page);
  await withScreenshots(host.page, 'cancel-install', async () => {
    await workbench.runCommand(command);
    await workbench.dialog.getByRole('button', { name: 'Install' }).click();
    const progress = workbench.notification(/installing the embedded engine/);
    await progress.waitFor();
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await progress.waitFor({ state: 'hidden' });
    // A failure would be told where the progress was.
    assert.equal(await workbench.notification(/./).count(), 0);
    while ((await readdir(join(home.path, 'engines'))).length > 0) {
      await host.page.waitForTimeout(50);
    }
  });
});

test('without npm the install says how to get it', { timeout: 120_000 }, async () => {
  await using workspace = await sampleWorkspace();
  await using home = await temporaryHome('absent');
  // As started from a terminal: else VS Code asks the user's shell for its PATH.
  const env = { GPU_FRACTIONS_HOME: home.path, PATH: workspace.path, VSCODE_CLI: '1' };
  await using host = await startHost({ workspace: workspace.path, env });
  const workbench = new Workbench(host.page);
  await withScreenshots(host.page, 'install-without-npm', async () => {
    await workbench.runCommand(command);
    const message = workbench.notification(/npm, which fetches it, is not on the PATH/);
    await message.getByRole('button', { name: 'How to Install npm' }).waitFor();
    await keepScreenshot(host.page, 'install-without-npm');
  });
});
