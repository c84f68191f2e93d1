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

test(
  'several objects: one editor with all differences, what is refused beside it, and nothing left after a cancel',
  { timeout: 300_000 },
  async () => {
    await using namespace = await rig.namespace('deploy-ui');
    await using workspace = await sampleWorkspace();
    const config = (name: string, value: string): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: { a: "${value}" }\n`;
    const owned = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owned' }, data: { a: '1' } };
    await rig.kubectl(['apply', '-n', namespace.name, '-f', '-'], { input: JSON.stringify(owned) });
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: { name: token }\nstringData: { token: hunter2 }\n';
    const unknown = 'apiVersion: example.org/v1\nkind: Chat\nmetadata: { name: a }\n';
    const documents = [secret, config('owned', '2'), config('fresh', '1'), config('Not_A_Name', '1'), unknown];
    await workspace.addHalf('several.yaml', () => documents.join('---\n'));
    await using home = await temporaryHome();
    const env = { GPU_FRACTIONS_HOME: home.path, GPU_FRACTIONS_SIMULATE: '1xNVIDIA-L40S', KUBECONFIG: rig.kubeconfig };
    await using host = await startHost({ workspace: workspace.path, env });
    const workbench = new Workbench(host.page);
    await withScreenshots(host.page, 'cluster-several', async () => {
      await workbench.chooseInExplorer('several.yaml', deployEntry);
      await workbench.option(/^This machine — only a cluster runs this/).waitFor();
      await workbench.option(/^rig-admin\b/).click();
      await workbench.option(new RegExp(`^${namespace.name}`)).click();
      await workbench.option(/^Deploy the other 2, 2 to create, 1 owned by others, 1 refused/).waitFor();
      await workbench.option(/kubectl-client-side-apply owns \.data\.a/).waitFor();
      await workbench.option(/Chat a: the cluster does not serve Chat/).waitFor();
      await workbench.editorLines
        .getByText(/hidden,\s7\sbytes/)
        .first()
        .waitFor();
      await keepScreenshot(host.page, 'cluster-several-diff');
      await workbench.option(/^Cancel/).click();
      await workbench.tab(/namespace/).waitFor({ state: 'hidden' });
      await workbench.chooseInExplorer('several.yaml', deployEntry);
      // the last choice comes first
      await workbench.option(/^rig-admin\b/).click();
      await workbench.option(new RegExp(`^${namespace.name}`)).click();
      await workbench.option(/^Take the fields over and deploy/).click();
      await workbench.dialog.getByRole('button', { name: 'Take over' }).click();
      await workbench.notification(/several\.yaml: 2 created, 1 changed/).waitFor({ timeout: 90_000 });
      await keepScreenshot(host.page, 'cluster-several-end');
    });
    const there = await rig.kubectl([
      'get',
      'configmap,secret',
      '-n',
      namespace.name,
      '-o',
      'jsonpath={.items[*].metadata.name}',
    ]);
    assert.deepEqual(
      there.split(' ').filter((name) => name !== 'kube-root-ca.crt'),
      ['fresh', 'owned', 'token'],
    );
  },
);
