import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { madeEarlierSweep, madeSweep } from '../../src/load/report/testdata/madeResults.ts';
import { temporaryHome } from '../support/temporaryHome.ts';
import { startHost } from '../support/vscodeHost.ts';
import { sampleWorkspace } from './sampleWorkspace.ts';
import { keepScreenshot, withScreenshots } from './screenshots.ts';
import { Workbench } from './workbench.ts';

const simulate = { GPU_FRACTIONS_SIMULATE: '1xNVIDIA-H100-80GB-HBM3' };

test(
  'a kept comparison opens with its charts, and beside an earlier one; a torn file says what is wrong',
  { timeout: 120_000 },
  async () => {
    await using workspace = await sampleWorkspace();
    const folder = join(workspace.path, 'kept');
    await mkdir(folder);
    await writeFile(join(folder, 'now.gpubench.json'), JSON.stringify(madeSweep));
    await writeFile(join(folder, 'earlier.gpubench.json'), JSON.stringify(madeEarlierSweep));
    await writeFile(join(folder, 'torn.gpubench.json'), JSON.stringify(madeSweep).slice(0, 500));
    await using home = await temporaryHome();
    const env = { GPU_FRACTIONS_HOME: home.path, ...simulate };
    await using host = await startHost({ workspace: workspace.path, env });
    const workbench = new Workbench(host.page);
    const { report } = workbench;
    await withScreenshots(host.page, 'benchmark-documents', async () => {
      await workbench.file('kept').click();
      await workbench.openFile('now.gpubench.json');
      await report.locator('figure svg').first().waitFor();
      await keepScreenshot(host.page, 'comparison');
      await workbench.titleAction('Compare With…').click();
      await workbench.checkOption(/8B/).waitFor();
      await keepScreenshot(host.page, 'comparison-with');
      await workbench.checkOption(/8B/).click();
      await workbench.quickPick.getByRole('button', { name: 'OK' }).click();
      await report.getByRole('heading', { name: /earlier/i }).waitFor();
      await report.getByRole('heading', { name: /earlier/i }).scrollIntoViewIfNeeded();
      await keepScreenshot(host.page, 'comparison-earlier');

      await workbench.openFile('torn.gpubench.json');
      await report.getByText(/It is not JSON: .*cut off/).waitFor();
      await keepScreenshot(host.page, 'benchmark-torn');
      await report.getByRole('link', { name: 'Show as JSON' }).click();
      await workbench.editorLines.getByText('gpu-fractions.sweep/1').first().waitFor();
    });
  },
);
