import { test } from 'node:test';
import { temporaryHome } from '../support/temporaryHome.ts';
import { startHost } from '../support/vscodeHost.ts';
import { sampleWorkspace } from './sampleWorkspace.ts';
import { keepScreenshot, withScreenshots } from './screenshots.ts';
import { Workbench } from './workbench.ts';

const simulate = { GPU_FRACTIONS_SIMULATE: '1xNVIDIA-H100-80GB-HBM3' };

test('a manifest answers: what is wrong and how to mend it, what half means, where it fits', { timeout: 180_000 }, async () => {
  await using workspace = await sampleWorkspace();
  await workspace.addHalf('percent.yaml', (text) => text.replace('"0.5"', '"50%"'));
  await using home = await temporaryHome();
  await using host = await startHost({ workspace: workspace.path, env: { GPU_FRACTIONS_HOME: home.path, ...simulate } });
  const workbench = new Workbench(host.page);
  await withScreenshots(host.page, 'manifest-language', async () => {
    await workbench.openFile('percent.yaml');
    await workbench.squiggle.first().waitFor();
    const problem = await workbench.hover('"50%"', /KAI refuses this pod.*Quick Fix/s);
    await keepScreenshot(host.page, 'manifest-problem');
    await problem.getByText('fraction-value').click();
    await workbench.preview.getByRole('heading', { level: 1, name: /^fraction-value/ }).waitFor();
    await keepScreenshot(host.page, 'manifest-rule');
    await workbench.tab('percent.yaml').click();
    await workbench.chooseQuickFix('"50%"', /^Use "0\.5"/);

    await workbench.lens('half of one GPU').waitFor();
    await workbench.clickLens('Connect…');
    await workbench.lens(/^half of one GPU: 39\.8 GiB of an H100 80GB · fits now on this machine \(simulated\)$/).waitFor();
    await workbench.lens('Deploy…').waitFor();
    await workbench.hover('gpu-fraction', /39\.8 GiB \(40750 MiB\)/);
    await keepScreenshot(host.page, 'manifest-hover');

    await workbench.clickLens('Set fraction…');
    await workbench.option(/^1\/4/).waitFor();
    await workbench.quickInput.fill('20 GX');
    await workbench.option(/GX is not a unit/).waitFor();
    await workbench.quickInput.fill('20 GiB');
    await workbench.option(/^20\.0 GiB/).waitFor();
    await keepScreenshot(host.page, 'set-fraction');
    await workbench.option(/^20\.0 GiB/).click();
    await workbench.lens(/^20\.0 GiB of one GPU: 0\.26 of an H100 80GB · fits now/).waitFor();
    await keepScreenshot(host.page, 'manifest-lens');
  });
});
