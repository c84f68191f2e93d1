import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryHome } from '../../support/temporaryHome.ts';
import { startHost } from '../../support/vscodeHost.ts';
import { sampleWorkspace } from '../../ui/sampleWorkspace.ts';
import { keepScreenshot, withScreenshots } from '../../ui/screenshots.ts';
import { TargetsView, Workbench } from '../../ui/workbench.ts';
import { useRig } from '../rig/useRig.ts';

const rig = await useRig();

test('what is shown of a cluster: find, pin, namespaces, copy a name', { timeout: 240_000 }, async () => {
  await using namespace = await rig.namespace('see');
  await using other = await rig.namespace('unseen');
  for (const { name } of [namespace, other]) await rig.apply([waitingPod('waits')], { namespace: name });
  await using workspace = await sampleWorkspace();
  await using home = await temporaryHome();
  const env = { GPU_FRACTIONS_HOME: home.path, GPU_FRACTIONS_SIMULATE: '1xNVIDIA-L40S', KUBECONFIG: rig.kubeconfig };
  await using host = await startHost({ workspace: workspace.path, env });
  const workbench = new Workbench(host.page);
  const tree = new TargetsView(host.page);
  const { keyboard } = host.page;
  const waits = tree.row(new RegExp(`^${namespace.name}/waits, Pod, queue "nowhere"`));
  await withScreenshots(host.page, 'cluster-commands', async () => {
    await tree.open();
    await tree.expand(/^cluster rig-admin, /);
    await waits.waitFor();
    await tree.row(new RegExp(`^${other.name}/waits`)).waitFor();

    await workbench.runCommand('GPU Fractions: Find in Clusters…');
    await workbench.inputBox('A node, GPU, workload, pod or queue of the clusters that are open').fill('l40s-2');
    await workbench.option(/^l40s-2/).waitFor();
    await keepScreenshot(host.page, 'cluster-find');
    await keyboard.press('Enter');
    const node = tree.focusedRow(/^node l40s-2, /);
    await node.waitFor();

    await workbench.chooseFrom(tree.row(/^node l40s-2, /), 'Pin');
    await tree.row(/^Pinned$/).waitFor();
    assert.equal(await tree.row(/^node l40s-2, /).count(), 2);
    await keepScreenshot(host.page, 'cluster-pinned');
    await workbench.chooseFrom(tree.row(/^node l40s-2, /).first(), 'Unpin');
    await tree.row(/^Pinned$/).waitFor({ state: 'detached' });

    await workbench.chooseFrom(waits, 'Copy Name');
    await host.page.locator('.statusbar-item', { hasText: 'Copied waits' }).waitFor();
    assert.equal(await host.page.evaluate('navigator.clipboard.readText()'), 'waits');

    await workbench.chooseFrom(tree.row(/^cluster rig-admin, /), 'Filter Namespaces…');
    await workbench.inputBox('Namespaces that are shown; none is all').fill(namespace.name);
    await workbench.checkOption(namespace.name).click();
    await keepScreenshot(host.page, 'cluster-namespaces');
    await workbench.quickPick.getByRole('button', { name: 'OK' }).click();
    await tree.row(new RegExp(`^cluster rig-admin, .* · only ${namespace.name}$`)).waitFor();
    await tree.row(new RegExp(`^${other.name}/waits`)).waitFor({ state: 'detached' });
    await waits.waitFor();
    await keepScreenshot(host.page, 'cluster-filtered');
  });
});

function waitingPod(name: string): object {
  const metadata = { name, labels: { 'kai.scheduler/queue': 'nowhere' }, annotations: { 'gpu-fraction': '0.5' } };
  const containers = [{ name: 'server', image: 'vllm/vllm-openai:v0.11.0' }];
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { schedulerName: 'kai-scheduler', containers } };
}
