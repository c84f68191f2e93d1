import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterObject } from '../../src/target/cluster/api/clusterApi.ts';
import { asList, asRecord } from '../../src/target/cluster/objects/fields.ts';
import { readPodGroup } from '../../src/target/cluster/objects/kai.ts';
import { readConditions } from '../../src/target/cluster/objects/metadata.ts';
import { readPod, type PodObject } from '../../src/target/cluster/objects/pod.ts';
import { measuredKey } from './fakes/fakeOperators/fakeAutoscaler.ts';
import { useRig } from './rig/useRig.ts';
import { eventually, listObjects, objectsWhen } from './support/rigObjects.ts';

const rig = await useRig();
const preemptible = { 'kai.scheduler/queue': 'default-queue', 'kai.scheduler/preemptibility': 'preemptible' };

async function runningPods(namespace: string, count: number): Promise<readonly PodObject[]> {
  const pods = await objectsWhen(rig, 'pods', namespace, count, (pod) => readPod(pod)?.phase === 'Running');
  return pods.flatMap((pod) => readPod(pod) ?? []);
}

function isReady({ status }: ClusterObject): boolean {
  return readConditions(asRecord(status)['conditions']).some(({ type, status: value }) => type === 'Ready' && value === 'True');
}

function nimService(namespace: string, spec: object): ClusterObject {
  const image = { repository: 'nvcr.io/nim/meta/llama-3.1-8b-instruct', tag: '1.8.4' };
  return {
    apiVersion: 'apps.nvidia.com/v1alpha1',
    kind: 'NIMService',
    metadata: { name: 'llama', namespace },
    spec: { image, schedulerName: 'kai-scheduler', labels: preemptible, annotations: { 'gpu-fraction': '0.5' }, ...spec },
  };
}

test('a NIMService becomes running pods on shares of GPUs, follows its changes and takes all with it', async () => {
  await using place = await rig.namespace('nim');
  const { name: namespace } = place;
  await rig.apply([nimService(namespace, { replicas: 2 })]);
  const pods = await runningPods(namespace, 2);
  for (const { containers, labels, annotations } of pods) {
    assert.deepEqual(
      containers.map(({ name }) => name),
      ['llama-ctr'],
    );
    assert.equal(annotations['gpu-fraction'], '0.5');
    assert.ok(labels['runai-gpu-group'] !== undefined);
  }
  await objectsWhen(rig, 'nimservices', namespace, 1, isReady);
  assert.deepEqual(
    (await listObjects(rig, 'services', namespace)).map(({ metadata }) => metadata.name),
    ['llama'],
  );

  await rig.apply([nimService(namespace, { replicas: 1, annotations: { 'gpu-memory': '8000' } })]);
  await objectsWhen(rig, 'pods', namespace, 1, (object) => {
    const { annotations, phase } = readPod(object) ?? {};
    return phase === 'Running' && annotations?.['gpu-memory'] === '8000' && annotations['gpu-fraction'] === undefined;
  });
  await rig.kubectl(['delete', 'nimservice', 'llama', '-n', namespace]);
  for (const kind of ['pods', 'deployments', 'services', 'podgroups']) await objectsWhen(rig, kind, namespace, 0, () => false);
});

test('a NIMService that scales leaves its replicas to an autoscaler, which acts on what a test says is measured', async () => {
  await using place = await rig.namespace('nim');
  const { name: namespace } = place;
  const metrics = [
    {
      type: 'Object',
      object: {
        metric: { name: 'gpu_cache_usage_perc' },
        describedObject: { apiVersion: 'v1', kind: 'Service', name: 'llama' },
        target: { type: 'Value', value: '0.5' },
      },
    },
  ];
  await rig.apply([nimService(namespace, { scale: { enabled: true, hpa: { minReplicas: 1, maxReplicas: 3, metrics } } })]);
  await runningPods(namespace, 1);
  const [autoscaler] = await objectsWhen(rig, 'hpa', namespace, 1, () => true);
  const { scaleTargetRef, maxReplicas } = asRecord(autoscaler?.['spec']);
  assert.deepEqual([asRecord(scaleTargetRef)['kind'], asRecord(scaleTargetRef)['name'], maxReplicas], ['Deployment', 'llama', 3]);

  await rig.kubectl(['annotate', 'hpa', 'llama', '-n', namespace, `${measuredKey}=900m`]);
  await runningPods(namespace, 2);
  const [scaled] = await objectsWhen(rig, 'hpa', namespace, 1, ({ status }) => asRecord(status)['desiredReplicas'] === 2);
  const [metric] = asList(asRecord(scaled?.['status'])['currentMetrics']).map(asRecord);
  assert.deepEqual(asRecord(metric?.['object'])['current'], { value: '900m' });
  const events = (await listObjects(rig, 'events', namespace)).filter(({ reason }) => reason === 'SuccessfulRescale');
  assert.deepEqual(
    events.map(({ message }) => message),
    ['New size: 2; reason: Service metric gpu_cache_usage_perc above target'],
  );
});

function leaderWorkerSet(namespace: string, size: number, annotations: object, spec: object = {}): ClusterObject {
  const template = {
    metadata: { labels: preemptible, annotations },
    spec: { schedulerName: 'kai-scheduler', containers: [{ name: 'main', image: 'registry.example/llm:1' }], ...spec },
  };
  return {
    apiVersion: 'leaderworkerset.x-k8s.io/v1',
    kind: 'LeaderWorkerSet',
    metadata: { name: 'pair', namespace },
    spec: { replicas: 2, leaderWorkerTemplate: { size, workerTemplate: template } },
  };
}

test('a LeaderWorkerSet becomes groups of a leader and its workers, by their names, labels and variables', async () => {
  await using place = await rig.namespace('lws');
  const { name: namespace } = place;
  await rig.apply([leaderWorkerSet(namespace, 2, { 'gpu-fraction': '0.25' })]);
  const pods = await runningPods(namespace, 4);
  const members = pods.map(({ name, labels, containers }) => {
    const of = (key: string): string | undefined => labels[`leaderworkerset.sigs.k8s.io/${key}`];
    return `${name}: ${of('group-index')}, ${of('worker-index')}, ${containers[0]?.env['LWS_LEADER_ADDRESS']}`;
  });
  assert.deepEqual(
    new Set(members),
    new Set([
      `pair-0: 0, 0, pair-0.pair.${namespace}`,
      `pair-0-1: 0, 1, pair-0.pair.${namespace}`,
      `pair-1: 1, 0, pair-1.pair.${namespace}`,
      `pair-1-1: 1, 1, pair-1.pair.${namespace}`,
    ]),
  );
  const groups = (await listObjects(rig, 'podgroups', namespace)).flatMap((group) => readPodGroup(group) ?? []);
  const gangs = groups.map(({ name, minMember }) => `${/-group-\d$/.exec(name)?.[0]}: ${minMember}`);
  assert.deepEqual(new Set(gangs), new Set(['-group-0: 2', '-group-1: 2']));
  await objectsWhen(rig, 'leaderworkersets', namespace, 1, ({ status }) => asRecord(status)['readyReplicas'] === 2);
});

test('a group of which only a part would fit does not start at all', async () => {
  await using place = await rig.namespace('gang');
  const { name: namespace } = place;
  const gpus = { product: 'NVIDIA-H100-80GB-HBM3', count: 1, sharing: { kind: 'whole' } } as const;
  await using _ = await rig.addNodes([{ name: namespace, gpus, labels: { 'test-pool': namespace } }]);
  await rig.apply([leaderWorkerSet(namespace, 2, { 'gpu-fraction': '0.7' }, { nodeSelector: { 'test-pool': namespace } })]);
  const read = () => listObjects(rig, 'podgroups', namespace);
  const message = await eventually(async () => {
    const groups = (await read()).flatMap((group) => readPodGroup(group) ?? []);
    const told = groups.map(({ conditions }) => conditions[0]?.reasons[0]?.message);
    return groups.length === 2 && told.every((text) => text !== undefined) ? told[0] : undefined;
  }, read);
  assert.match(
    message ?? '',
    /^Resources were found for 1 pods while 2 are required for gang scheduling\. Additional pods cannot be scheduled due to: /,
  );
  const pods = (await listObjects(rig, 'pods', namespace)).flatMap((pod) => readPod(pod) ?? []);
  assert.deepEqual(
    pods.map(({ phase }) => phase),
    Array(4).fill('Pending'),
  );
});

const worker = { schedulerName: 'kai-scheduler' };
const graphs = {
  v1alpha1: {
    services: {
      Frontend: { componentType: 'frontend', extraPodSpec: { mainContainer: { image: 'registry.example/frontend:1' } } },
      decode: {
        componentType: 'worker',
        subComponentType: 'decode',
        replicas: 2,
        extraPodMetadata: { labels: preemptible, annotations: { 'gpu-fraction': '0.5' } },
        extraPodSpec: { ...worker, mainContainer: { image: 'registry.example/vllm:1' } },
      },
    },
  },
  v1beta1: {
    labels: preemptible,
    components: [
      {
        name: 'Frontend',
        type: 'frontend',
        podTemplate: { spec: { containers: [{ name: 'main', image: 'registry.example/frontend:1' }] } },
      },
      {
        name: 'decode',
        type: 'decode',
        replicas: 2,
        podTemplate: {
          metadata: { annotations: { 'gpu-fraction': '0.5' } },
          spec: { ...worker, containers: [{ name: 'main', image: 'registry.example/vllm:1' }] },
        },
      },
    ],
  },
};

for (const [version, spec] of Object.entries(graphs)) {
  test(`a DynamoGraphDeployment of ${version} becomes the pods of its components`, async () => {
    await using place = await rig.namespace('dynamo');
    const { name: namespace } = place;
    await rig.apply([
      { apiVersion: `nvidia.com/${version}`, kind: 'DynamoGraphDeployment', metadata: { name: 'graph', namespace }, spec },
    ]);
    const pods = await runningPods(namespace, 3);
    const types = pods.map(({ labels }) => String(labels['nvidia.com/dynamo-component-type']));
    assert.equal(types.toSorted().join(' '), 'decode decode frontend');
    assert.ok(pods.every(({ containers }) => containers.length === 1 && containers[0]?.name === 'main'));
    const shared = pods.filter(({ labels }) => labels['runai-gpu-group'] !== undefined);
    assert.equal(shared.length, 2);
    await objectsWhen(rig, 'dynamographdeployments', namespace, 1, isReady);
    const services = await listObjects(rig, 'services', namespace);
    assert.deepEqual(
      services.map(({ metadata }) => metadata.name),
      ['graph-frontend'],
    );
    assert.ok(asList(asRecord(services[0]?.['spec'])['ports']).length > 0);
  });
}
