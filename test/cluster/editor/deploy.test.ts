import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryHome } from '../../support/temporaryHome.ts';
import { startHost } from '../../support/vscodeHost.ts';
import { sampleWorkspace } from '../../ui/sampleWorkspace.ts';
import { keepScreenshot, withScreenshots } from '../../ui/screenshots.ts';
import { deployEntry, Workbench } from '../../ui/workbench.ts';
import { useRig } from '../rig/useRig.ts';

const rig = await useRig();

test('to a cluster by mouse: fit, namespace, queue, amount, diff, progress, undo', { timeout: 300_000 }, async () => {
  await using namespace = await rig.namespace('deploy-ui');
  await using workspace = await sampleWorkspace();
  await using home = await temporaryHome();
  const env = { GPU_FRACTIONS_HOME: home.path, GPU_FRACTIONS_SIMULATE: '1xNVIDIA-L40S', KUBECONFIG: rig.kubeconfig };
  const settings = { 'gpuFractions.prices': { 'H100 80GB': '2.20 $', 'A100 80GB': '1.60 $', L40S: '0.80 $' } };
  await using host = await startHost({ workspace: workspace.path, env, settings });
  const workbench = new Workbench(host.page);
  const choose = async (label: RegExp | string, picture: string): Promise<void> => {
    await workbench.option(label).first().waitFor();
    await keepScreenshot(host.page, picture);
    await workbench.option(label).first().click();
  };
  await withScreenshots(host.page, 'cluster-deploy', async () => {
    await workbench.chooseInExplorer('chat-half-gpu.yaml', deployEntry);
    await workbench.option(/^This machine — L40S/).waitFor();
    await workbench.option(/^rig-nobody\b/).waitFor();
    // the queue of the sample guarantees nothing, which is said before anything is deployed
    await choose(/^rig-admin\b.*waits: queue "default-queue" is over its quota/, 'cluster-deploy-where');
    await choose(new RegExp(`^${namespace.name}`), 'cluster-deploy-namespace');
    // the list of namespaces has a team-a too
    await choose(/^team-a\b.*GPUs used/, 'cluster-deploy-queue');
    await workbench.option(/^0\.5 as in the file — fits on \d+ of \d+ GPUs now/).waitFor();
    await choose(/^0\.25 — fits on \d+ of \d+ GPUs now.*\$\/h/, 'cluster-deploy-amount');
    await workbench.option(/^Deploy, 1 to create/).waitFor();
    await workbench.editorLines.getByText('gpu-fraction').first().waitFor();
    await workbench.back.click();
    await workbench
      .option(/^0\.25 as last time|^0\.25 — fits/)
      .first()
      .waitFor();
    await choose(/^0\.5 as in the file/, 'cluster-deploy-back');
    await choose(/^Deploy, 1 to create/, 'cluster-deploy-diff');
    await workbench.notification(/chat-half: ready|chat-half waits/).waitFor({ timeout: 120_000 });
    await keepScreenshot(host.page, 'cluster-deploy-end');
    const path =
      'jsonpath={.spec.template.metadata.annotations.gpu-fraction} {.spec.template.metadata.labels.kai\\.scheduler/queue}';
    const there = await rig.kubectl(['get', 'deployment', 'chat-half', '-n', namespace.name, '-o', path]);
    assert.equal(there, '0.5 team-a');
    await workbench.runCommand('GPU Fractions: Undo Last Deploy to a Cluster…');
    await keepScreenshot(host.page, 'cluster-deploy-undo');
    await workbench.dialog.getByRole('button', { name: 'Undo' }).click();
    await workbench.notification(/the deploy is undone/).waitFor();
    await rig.kubectl(['wait', '--for=delete', 'deployment/chat-half', '-n', namespace.name, '--timeout=60s']);
  });
});
