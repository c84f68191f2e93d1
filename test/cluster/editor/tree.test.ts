import { test } from 'node:test';
import { temporaryHome } from '../../support/temporaryHome.ts';
import { startHost } from '../../support/vscodeHost.ts';
import { sampleWorkspace } from '../../ui/sampleWorkspace.ts';
import { keepScreenshot, withScreenshots } from '../../ui/screenshots.ts';
import { TargetsView } from '../../ui/workbench.ts';
import { useRig } from '../rig/useRig.ts';

const rig = await useRig();

test('a cluster in the tree: contexts, nodes with their GPUs and slices, queues', { timeout: 240_000 }, async () => {
  await using workspace = await sampleWorkspace();
  await using home = await temporaryHome();
  const env = { GPU_FRACTIONS_HOME: home.path, GPU_FRACTIONS_SIMULATE: '1xNVIDIA-L40S', KUBECONFIG: rig.kubeconfig };
  await using host = await startHost({ workspace: workspace.path, env });
  const tree = new TargetsView(host.page);
  await withScreenshots(host.page, 'cluster-tree', async () => {
    await tree.open();
    const admin = tree.row(/^cluster rig-admin, /);
    await admin.waitFor();
    await keepScreenshot(host.page, 'cluster-contexts');
    await admin.click();
    await tree.row(/^cluster rig-admin, simulated · \d+ nodes · \d+ GPUs · [\d.]+ free$/).waitFor();
    await keepScreenshot(host.page, 'cluster-tree');
  });
});
