import { test } from 'node:test';
import { temporaryHome } from '../support/temporaryHome.ts';
import { startHost } from '../support/vscodeHost.ts';
import { sampleWorkspace } from './sampleWorkspace.ts';
import { keepScreenshot, withScreenshots } from './screenshots.ts';
import { deployEntry, Workbench } from './workbench.ts';

test('from the editor: title, context menu and palette; back, typed memory and limit', { timeout: 180_000 }, async () => {
  await using workspace = await sampleWorkspace();
  await using home = await temporaryHome();
  const env = { GPU_FRACTIONS_HOME: home.path, KUBECONFIG: `${home.path}/no-kubeconfig` };
  await using host = await startHost({ workspace: workspace.path, env });
  const workbench = new Workbench(host.page);
  await withScreenshots(host.page, 'deploy-from-editor', async () => {
    await workbench.openFile('chat-half-gpu.yaml');
    await workbench.titleAction(deployEntry).click();
    await workbench.option(/^This machine/).waitFor();
    await workbench.option(/^Clusters — no context is known: set KUBECONFIG or the setting/).waitFor();
    await workbench.page.keyboard.press('Escape');
    await workbench.quickPick.waitFor({ state: 'hidden' });

    await workbench.chooseInEditor('containers', deployEntry);
    await workbench.option(/^This machine/).waitFor();
    await workbench.page.keyboard.press('Escape');
    await workbench.quickPick.waitFor({ state: 'hidden' });

    await workbench.runCommand(`GPU Fractions: ${deployEntry}`);
    await workbench.option(/^This machine/).click();
    await workbench.option(/^0\.5 as in the file/).waitFor();
    await workbench.back.click();
    await workbench.option(/^This machine/).click();
    await workbench.option('Limit…').click();
    await workbench.inputBox('0.6').fill('0.3');
    await workbench.page.keyboard.press('Enter');
    await workbench.option(/^0\.5 as in the file — above its limit/).waitFor();
    await keepScreenshot(host.page, 'deploy-limit');
    await workbench.option('Memory…').click();
    await workbench.inputBox('20 GiB').fill('8');
    await workbench.quickPick.getByText('less than 1 %').or(workbench.quickPick.getByText('more than one GPU')).waitFor();
    await keepScreenshot(host.page, 'deploy-memory-invalid');
    await workbench.quickInput.fill('8 GB');
    await workbench.quickPick.getByText('rounded up to 7630 MiB').waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.notification(/chat-half: ready/).waitFor({ timeout: 90_000 });
    await workbench.jobsPanel.frame.getByText('limit 0.3').waitFor();
    await keepScreenshot(host.page, 'job-with-limit');
  });
});

test('an engine that this machine lacks runs embedded only if the user says so', { timeout: 120_000 }, async () => {
  await using workspace = await sampleWorkspace();
  await workspace.addHalf('vllm.yaml', (text) =>
    text.replace(/image: .*/, 'image: vllm/vllm-openai:v0.11.0').replaceAll('chat-half', 'chat-vllm'),
  );
  await using home = await temporaryHome();
  await using host = await startHost({ workspace: workspace.path, env: { GPU_FRACTIONS_HOME: home.path } });
  const workbench = new Workbench(host.page);
  await withScreenshots(host.page, 'engine-missing', async () => {
    await workbench.chooseInExplorer('vllm.yaml', deployEntry);
    await workbench.option(/^This machine/).click();
    await workbench.dialog.getByText(/vLLM/).first().waitFor();
    await keepScreenshot(host.page, 'engine-missing');
    await workbench.dialog.getByRole('button', { name: 'Run on the embedded engine instead' }).click();
    await workbench.option(/^0\.5 as in the file — fits/).click();
    await workbench.notification(/chat-vllm: ready: .*embedded instead of vLLM/).waitFor({ timeout: 90_000 });
    await keepScreenshot(host.page, 'engine-substituted');
  });
});
