import { test } from 'node:test';
import { temporaryHome } from '../../support/temporaryHome.ts';
import { startHost } from '../../support/vscodeHost.ts';
import { sampleWorkspace } from '../../ui/sampleWorkspace.ts';
import { keepScreenshot, withScreenshots } from '../../ui/screenshots.ts';
import { TargetsView } from '../../ui/workbench.ts';
import { useRig } from '../rig/useRig.ts';
import { kubeconfigFile } from './kubeconfigFile.ts';

const rig = await useRig();

test('a cluster in the tree: nodes of every kind with their slices, queues, what waits', { timeout: 240_000 }, async () => {
  await using namespace = await rig.namespace('tree');
  await rig.apply(
    [
      pod('half', { labels: { 'kai.scheduler/queue': 'team-a' }, annotations: { 'gpu-fraction': '0.5' } }),
      pod('nowhere', { labels: { 'kai.scheduler/queue': 'nowhere' }, annotations: { 'gpu-fraction': '0.5' } }),
      pod('mig', { limits: { 'nvidia.com/mig-1g.10gb': 1 } }),
    ],
    { namespace: namespace.name },
  );
  await rig.kubectl(['wait', '--for=condition=Ready', 'pod/half', 'pod/mig', '-n', namespace.name, '--timeout=60s']);
  await using workspace = await sampleWorkspace();
  await using home = await temporaryHome();
  const env = { GPU_FRACTIONS_HOME: home.path, GPU_FRACTIONS_SIMULATE: 'off', KUBECONFIG: rig.kubeconfig };
  await using host = await startHost({ workspace: workspace.path, env });
  const tree = new TargetsView(host.page);
  await withScreenshots(host.page, 'cluster-tree', async () => {
    await tree.open();
    await tree.row(/^This machine, no GPU/).waitFor();
    await keepScreenshot(host.page, 'cluster-contexts');
    await tree.expand(/^cluster rig-admin, /);
    await tree.row(/^cluster rig-admin, (simulated · )?[\d.]+ of \d+ GPUs free · \d+ nodes$/).waitFor();
    await tree.row(new RegExp(`^${namespace.name}/nowhere, Pod, queue "nowhere" does not exist`)).waitFor();
    await tree.expand(/^Queues/);
    await tree.row(/^queue team-a, [\d.]+ of 8 GPUs, limit 12/).waitFor();
    await keepScreenshot(host.page, 'cluster-tree');
    await tree.collapse(/^Queues/);
    await tree.expand(/^A100 80GB × /);
    await tree.expand(/^node a100-mig-1, A100 80GB, .*MIG, simulated/);
    await tree.row(new RegExp(`^${namespace.name}/mig, 9\\.5 GiB · mig-1g\\.10gb, The driver holds`)).waitFor();
    await keepScreenshot(host.page, 'cluster-node');
  });
});

test('contexts that cannot be used say why, each for itself, and are used once they can be', { timeout: 240_000 }, async () => {
  const nobodyListens = { name: 'refused', server: 'https://127.0.0.1:1', userName: 'rig-developer' };
  const contexts = [
    nobodyListens,
    { name: 'garbage', server: 'rig', user: { exec: exec('echo', ['Welcome']) } },
    { name: 'no-user', server: 'rig', userName: 'gone' },
    { name: 'expired', server: 'rig', user: { token: 'expired' } },
  ];
  await using file = await kubeconfigFile(contexts);
  await using workspace = await sampleWorkspace();
  await using home = await temporaryHome();
  const KUBECONFIG = `${rig.kubeconfig}:${file.path}`;
  const env = { GPU_FRACTIONS_HOME: home.path, GPU_FRACTIONS_SIMULATE: '1xNVIDIA-L40S', KUBECONFIG };
  await using host = await startHost({ workspace: workspace.path, env });
  const tree = new TargetsView(host.page);
  await withScreenshots(host.page, 'cluster-failures', async () => {
    await tree.open();
    await tree.row(/^cluster no-user, The kubeconfig names no usable user "gone"/).waitFor();
    for (const { name } of contexts) await tree.expand(new RegExp(`^cluster ${name}, `));
    await tree.row(/^cluster refused, does not answer$/).waitFor();
    await tree.row(/^cluster garbage, no credentials$/).waitFor();
    await tree.row(/^The program "echo" .*printed no ExecCredential/).waitFor();
    await tree.row(/^cluster expired, not signed in$/).waitFor();
    await keepScreenshot(host.page, 'cluster-failures');
    await file.write([{ ...nobodyListens, server: 'rig' }]);
    await tree.row(/^cluster expired/).waitFor({ state: 'detached' });
    await tree.row(/^cluster refused, nodes not readable$/).waitFor();
    await tree.row(/^nodes: not permitted; slices are shown from pods$/).waitFor();
    await keepScreenshot(host.page, 'cluster-without-nodes');
    await file.spoil();
    await tree.row(new RegExp(`^kubeconfig, ${file.path}`)).waitFor();
    await keepScreenshot(host.page, 'cluster-torn-kubeconfig');
  });
});

interface PodParts {
  readonly labels?: object;
  readonly annotations?: object;
  readonly limits?: object;
}

/** Of KAI where it has a queue. */
function pod(name: string, { labels, annotations, limits }: PodParts): object {
  const schedulerName = labels === undefined ? 'default-scheduler' : 'kai-scheduler';
  const containers = [{ name: 'server', image: 'vllm/vllm-openai:v0.11.0', resources: { limits } }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels, annotations }, spec: { schedulerName, containers } };
}

function exec(command: string, args: readonly string[]): object {
  return { apiVersion: 'client.authentication.k8s.io/v1', command, args, interactiveMode: 'Never' };
}
