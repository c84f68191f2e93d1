import fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findWorkloads } from '../../../manifest/requests.ts';
import type { ClusterObject } from '../api/clusterApi.ts';
import type { ObjectsKey } from '../clusterObjects.ts';
import type { GpuView } from '../clusterView.ts';
import { findFit } from '../fit/findFit.ts';
import { readClusterView } from './readView.ts';
import { clusterOf, describeGpu } from '../testCluster.ts';
import { toClusterFacts } from '../facts/toClusterFacts.ts';

/** Values that mean something where they should not stand, or nothing where something should. */
const odd = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'n',
      'g',
      '0.5',
      '-1',
      '1e999',
      'NaN',
      '',
      '99999999999999999999',
      '{{x}}',
      'GPU-1,NVIDIA,x,1:;;:',
      '[{"id":"a"},{}]',
      '1Gi',
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);
const texts = fc.dictionary(
  fc.constantFrom(
    'gpu-fraction',
    'gpu-memory',
    'gpu-fraction-num-devices',
    'runai-gpu-group',
    'runai-gpu-group/g',
    'hami.io/node-nvidia-register',
    'hami.io/vgpu-devices-allocated',
    'hami.io/vgpu-mig-allocations',
    'hami.io/vgpu-node',
    'nvidia.com/gpu.memory',
    'nvidia.com/gpu.product',
    'nvidia.com/gpu.replicas',
    'nvidia.com/gpu.sharing-strategy',
    'nvidia.com/mig.strategy',
    'run.ai/reserve_for_gpu_index',
    'received-resource-type',
    'app',
    'leaderworkerset.sigs.k8s.io/group-index',
  ),
  odd,
);
const amounts = fc.dictionary(
  fc.constantFrom(
    'nvidia.com/gpu',
    'nvidia.com/gpu.shared',
    'nvidia.com/mig-1g.10gb',
    'nvidia.com/gpumem',
    'cpu',
    'memory',
    'pods',
  ),
  fc.oneof(odd, fc.constantFrom('1', '2', '8', '-3', '1000000000')),
);
const metadata = fc.record(
  {
    name: fc.constantFrom('a', 'b', 'n'),
    namespace: fc.constantFrom('x', 'kai-resource-reservation'),
    uid: fc.constantFrom('1', '2', ''),
    labels: fc.oneof(texts, odd),
    annotations: fc.oneof(texts, odd),
    ownerReferences: fc.oneof(
      odd,
      fc.array(
        fc.record({
          kind: fc.constantFrom('Pod', 'Job', 'ReplicaSet', 'Node'),
          name: fc.constantFrom('a', 'b'),
          uid: fc.constantFrom('1', '2'),
        }),
        { maxLength: 2 },
      ),
    ),
    creationTimestamp: odd,
    deletionTimestamp: odd,
  },
  { requiredKeys: ['name'] },
);
const container = fc.record(
  {
    name: odd,
    resources: fc.oneof(odd, fc.record({ limits: fc.oneof(amounts, odd), requests: fc.oneof(amounts, odd), claims: odd })),
    env: odd,
  },
  { requiredKeys: [] },
);
const spec = fc.record(
  {
    nodeName: fc.constantFrom('n', 'm', 7),
    containers: fc.oneof(fc.array(container, { maxLength: 3 }), odd),
    initContainers: fc.oneof(fc.array(container, { maxLength: 2 }), odd),
    schedulerName: fc.constantFrom('kai-scheduler', 'other', 0),
    resourceClaims: odd,
    tolerations: odd,
    taints: odd,
    unschedulable: odd,
    affinity: odd,
    parentQueue: fc.constantFrom('a', 'b'),
    resources: fc.record({ gpu: fc.oneof(odd, fc.record({ quota: odd, limit: odd })) }),
    selectedNode: fc.constantFrom('n', 'm'),
    selectedGPUGroups: fc.oneof(odd, fc.array(fc.constantFrom('g', 'h'))),
    podName: fc.constantFrom('a', 'b'),
    driver: fc.constant('gpu.nvidia.com'),
    pool: fc.oneof(odd, fc.record({ name: fc.constant('n'), generation: odd, resourceSliceCount: odd })),
    devices: fc.oneof(
      odd,
      fc.array(fc.record({ name: fc.constantFrom('gpu-0', 'gpu-1'), attributes: odd, capacity: odd, consumesCounters: odd }), {
        maxLength: 2,
      }),
    ),
    scaleTargetRef: odd,
    metrics: odd,
    replicas: odd,
  },
  { requiredKeys: [] },
);
const status = fc.record(
  {
    phase: fc.constantFrom('Running', 'Pending', 'Failed', 3),
    conditions: odd,
    allocatable: fc.oneof(amounts, odd),
    containerStatuses: odd,
    reservedFor: odd,
    allocation: odd,
    allocated: odd,
    childQueues: odd,
  },
  { requiredKeys: [] },
);

function objectsOf(kinds: readonly string[]): fc.Arbitrary<readonly ClusterObject[]> {
  const object = fc.record({
    apiVersion: fc.constant('v1'),
    kind: fc.constantFrom(...kinds),
    metadata,
    spec: fc.oneof({ weight: 5, arbitrary: spec }, odd),
    status: fc.oneof({ weight: 5, arbitrary: status }, odd),
  });
  return fc.array(object as fc.Arbitrary<unknown> as fc.Arbitrary<ClusterObject>, { maxLength: 4 });
}

const cluster: fc.Arbitrary<Partial<Record<ObjectsKey, readonly ClusterObject[]>>> = fc.record({
  nodes: objectsOf(['Node']),
  pods: objectsOf(['Pod']),
  events: objectsOf(['Event']),
  owners: objectsOf(['Deployment', 'ReplicaSet', 'Job', 'HorizontalPodAutoscaler', 'ScaledObject']),
  podGroups: objectsOf(['PodGroup']),
  queues: objectsOf(['Queue']),
  bindRequests: objectsOf(['BindRequest']),
  resourceSlices: objectsOf(['ResourceSlice']),
  resourceClaims: objectsOf(['ResourceClaim']),
  deviceClasses: objectsOf(['DeviceClass']),
  claimTemplates: objectsOf(['ResourceClaimTemplate']),
  priorityClasses: objectsOf(['PriorityClass']),
  kaiConfig: objectsOf(['Config']),
});

const asking = ['gpu-fraction: "0.5"', 'gpu-memory: "8000"'].flatMap((annotation) =>
  findWorkloads(`apiVersion: v1
kind: Pod
metadata: { name: asks, annotations: { ${annotation} } }
spec: { schedulerName: kai-scheduler, containers: [{ name: main }] }
`),
);

function isSane({ freeShare, freeMiB, slices }: GpuView): boolean {
  const isPart = freeShare >= 0 && freeShare <= 1 && (freeMiB ?? 0) >= 0;
  return isPart && slices.every(({ share, requestMiB }) => (share ?? 0) >= 0 && (requestMiB ?? 0) >= 0);
}

test('objects with missing and absurd fields never throw, and never leave less than nothing', () => {
  fc.assert(
    fc.property(cluster, (objects) => {
      const read = clusterOf(objects);
      const view = readClusterView(read);
      for (const { gpus, freeShare, freeGpus } of view.nodes) {
        assert.ok(gpus.every(isSane), gpus.map(describeGpu).join('\n'));
        assert.ok(freeShare >= 0 && freeGpus >= 0);
        assert.equal(new Set(gpus.map(({ id }) => id)).size, gpus.length);
      }
      toClusterFacts(read, view);
      for (const found of asking) findFit(found, read);
    }),
    { numRuns: 300 },
  );
});
