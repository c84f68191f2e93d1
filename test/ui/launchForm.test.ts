import { test } from 'node:test';
import { temporaryHome } from '../support/temporaryHome.ts';
import { startHost } from '../support/vscodeHost.ts';
import { sampleWorkspace } from './sampleWorkspace.ts';
import { keepScreenshot, withScreenshots } from './screenshots.ts';
import { Workbench } from './workbench.ts';

const simulate = { GPU_FRACTIONS_SIMULATE: '1xNVIDIA-H100-80GB-HBM3' };

test(
  'Launch…: the form says what a rule forbids, launches a quarter of a GPU, and tokens flow',
  { timeout: 240_000 },
  async () => {
    await using workspace = await sampleWorkspace();
    await using home = await temporaryHome();
    await using host = await startHost({ workspace: workspace.path, env: { GPU_FRACTIONS_HOME: home.path, ...simulate } });
    const workbench = new Workbench(host.page);
    const panel = workbench.jobsPanel;
    const field = (name: string) => panel.frame.getByRole('textbox', { name });
    await withScreenshots(host.page, 'launch-form', async () => {
      await workbench.file('chat-half-gpu.yaml').waitFor();
      await workbench.runCommand('GPU Fractions: Launch…');
      await panel.frame.getByRole('radio', { name: 'embedded' }).check({ timeout: 60_000 });
      await field('Name').fill('quarter');
      await field('Model').fill('tiny-random');
      await field('Request').fill('1.5');
      await field('Limit').focus();
      await panel.frame.getByText('gpu-fraction "1.5": KAI refuses this pod').waitFor();
      await keepScreenshot(host.page, 'launch-form-error');
      await field('Request').fill('0.25');
      await panel.frame.getByText('a quarter of one GPU: 19.9 GiB of an H100 80GB').waitFor();
      await panel.frame.getByText('fits now on gpu 0 · simulated').waitFor();
      await keepScreenshot(host.page, 'launch-form');

      await panel.button('Open as untitled').click();
      await workbench.editorLines.getByText('gpu-fraction: "0.25"').waitFor();
      await workbench.tab('GPU Jobs').click();
      await field('Name').waitFor();
      await panel.button('Launch').click();
      await panel.heading.filter({ hasText: 'quarter' }).waitFor();
      await workbench.notification(/quarter: ready: http:\/\/127\.0\.0\.1:\d+/).waitFor({ timeout: 90_000 });
      await panel.button('Send traffic').click();
      await panel.button('Start').click();
      await panel
        .number('tokens/s')
        .getByText(/^[1-9][\d,.]* tok\/s$/)
        .waitFor();

      await workbench.runCommand('Preferences: Color Theme');
      await workbench.inputBox(/^Select Color Theme/).fill('Dark High Contrast');
      await workbench.option(/^Dark High Contrast/).click();
      await workbench.page.locator('.monaco-workbench.hc-black').waitFor();
      await panel.button('Launch…').click();
      await panel.frame.getByText('fits now on gpu 0 · simulated').waitFor();
      await keepScreenshot(host.page, 'launch-form-high-contrast');

      await field('Name').fill('quarter');
      await panel.frame.getByText('is deployed already as quarter').waitFor();
      await panel.button('Launch').click();
      await workbench.dialog.getByRole('button', { name: 'Deploy a copy' }).click();
      await panel.heading.filter({ hasText: 'quarter-2' }).waitFor();
    });
  },
);
