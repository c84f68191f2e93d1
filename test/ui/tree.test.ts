import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryHome } from '../support/temporaryHome.ts';
import { startHost } from '../support/vscodeHost.ts';
import { sampleWorkspace } from './sampleWorkspace.ts';
import { keepScreenshot, withScreenshots } from './screenshots.ts';
import { TargetsView, Workbench } from './workbench.ts';

const simulate = { GPU_FRACTIONS_SIMULATE: '2xNVIDIA-H100-80GB-HBM3' };

test('the tree: launch from the free row, tokens in the slice’s row, stop it by keyboard', { timeout: 240_000 }, async () => {
  await using workspace = await sampleWorkspace();
  await using home = await temporaryHome();
  await using host = await startHost({ workspace: workspace.path, env: { GPU_FRACTIONS_HOME: home.path, ...simulate } });
  const workbench = new Workbench(host.page);
  const tree = new TargetsView(host.page);
  const { keyboard } = host.page;
  await withScreenshots(host.page, 'tree', async () => {
    await tree.open();
    await tree.row(/^This machine, simulated · 2 GPUs · 2 free$/).waitFor();
    await tree.row(/^H100 80GB, gpu 1, simulated, all free: 79\.6 GiB/).waitFor();
    await tree.act(tree.row(/^free: 1 · 79\.6 GiB/).last(), /Launch/);
    await workbench.jobsPanel.frame.getByText(/fits now on gpu 1/).waitFor();
    await workbench.jobsPanel.button('Launch').click();
    await tree.row(/^job, idle, 0\.5 · 39\.8 GiB, limit 0\.5/).waitFor({ timeout: 90_000 });
    await tree.row(/^H100 80GB, gpu 1, simulated, half free: 39\.8 GiB/).waitFor();

    await workbench.chooseFrom(tree.row(/^job, /), 'Send Traffic');
    await tree.row(/^job, [1-9]\d* tokens per second/).waitFor();
    await keepScreenshot(host.page, 'tree-dark');
    await mkdir(join(workspace.path, '.vscode'));
    await writeFile(join(workspace.path, '.vscode/settings.json'), '{ "workbench.colorTheme": "Default High Contrast" }');
    await host.page.locator('.monaco-workbench.hc-black').waitFor();
    await keepScreenshot(host.page, 'tree-high-contrast');

    await workbench.tab('GPU Jobs').hover();
    await workbench.tab('GPU Jobs').getByRole('button', { name: /Close/ }).click();
    await workbench.tab('GPU Jobs').waitFor({ state: 'detached' });
    await tree.focus();
    await keyboard.press('Home');
    for (const name of [/^This machine/, /gpu 0/, /^free/, /gpu 1/, /^job, /]) {
      await tree.focusedRow(name).waitFor();
      await keyboard.press('ArrowDown');
    }
    await keyboard.press('ArrowUp');
    await tree.focusedRow(/^job, /).waitFor();
    await workbench.whileBusy(() => keyboard.press('Enter'));
    await workbench.jobsPanel.heading.filter({ hasText: 'job' }).waitFor();
    await tree.focus();
    await tree.focusedRow(/^job, /).waitFor();
    await keyboard.press('Delete');
    await workbench.dialog.getByText('Stop job?').waitFor();
    await keepScreenshot(host.page, 'tree-stop');
    await keyboard.press('Enter');
    await tree.row(/^job, /).waitFor({ state: 'detached' });
    await tree.row(/^This machine, simulated · 2 GPUs · 2 free$/).waitFor();
  });
});

test('restricted mode: the view says what is missing and starts nothing', { timeout: 120_000 }, async () => {
  await using workspace = await sampleWorkspace();
  await using home = await temporaryHome();
  const env = { GPU_FRACTIONS_HOME: home.path, ...simulate };
  await using host = await startHost({ workspace: workspace.path, env, isTrusted: false });
  const tree = new TargetsView(host.page);
  await withScreenshots(host.page, 'tree-restricted', async () => {
    await tree.open();
    await tree.welcome.getByText(/restricted mode/).waitFor();
    await tree.welcome.getByRole('button', { name: 'Manage Workspace Trust' }).waitFor();
    await host.page.locator('.statusbar-item', { hasText: 'Activating Extensions' }).waitFor({ state: 'detached' });
    await keepScreenshot(host.page, 'tree-restricted');
    assert.equal((await readdir(home.path)).includes('agent.json'), false);
  });
});

test('a machine without a GPU: the view offers to simulate one, and shows it', { timeout: 120_000 }, async () => {
  await using workspace = await sampleWorkspace();
  await using home = await temporaryHome();
  const env = { GPU_FRACTIONS_HOME: home.path, GPU_FRACTIONS_SIMULATE: 'off' };
  await using host = await startHost({ workspace: workspace.path, env });
  const tree = new TargetsView(host.page);
  await withScreenshots(host.page, 'tree-no-gpu', async () => {
    await tree.open();
    await tree.welcome.getByText(/No GPU was found/).waitFor();
    await keepScreenshot(host.page, 'tree-no-gpu');
    await tree.welcome.getByRole('button', { name: 'Simulate a GPU' }).click();
    await tree.row(/^H100 80GB, gpu 0, simulated, all free/).waitFor();
  });
});
