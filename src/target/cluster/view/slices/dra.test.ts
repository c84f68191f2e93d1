import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findWorkloads } from '../../../../manifest/requests.ts';
import type { ClusterObject } from '../../api/clusterApi.ts';
import { findFit } from '../../fit/findFit.ts';
import { readClusterView } from '../readView.ts';
import { clusterOf, describeGpu, nodeObject, podObject, viewOfNode } from '../../testCluster.ts';

const node = nodeObject('n', {});
const text = (string: string): object => ({ string });

function gpu(index: number, more: object = {}): object {
  return {
    name: `gpu-${index}`,
    attributes: { type: text('gpu'), uuid: text(`GPU-${index}`), productName: text('NVIDIA H100 80GB HBM3') },
    capacity: { memory: { value: '80Gi' } },
    ...more,
  };
}

function mig(name: string, more: object = {}): object {
  return {
    name,
    attributes: { type: text('mig'), profile: text('1g.10gb'), parentUUID: text('GPU-0') },
    capacity: { memory: { value: '10Gi' } },
    ...more,
  };
}

const shared = { allowMultipleAllocations: true };
const counters = { consumesCounters: [{ counterSet: 'gpu-0', counters: { memory: { value: '10Gi' } } }] };

function slice(devices: readonly object[], more: object = {}, pool: object = {}): ClusterObject {
  return {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceSlice',
    metadata: { name: `slice-${JSON.stringify([more, pool]).length}-${devices.length}` },
    spec: {
      driver: 'gpu.nvidia.com',
      nodeName: 'n',
      pool: { name: 'n', generation: 1, resourceSliceCount: 1, ...pool },
      devices,
      ...more,
    },
  };
}

function claim(name: string, pod: string, results: readonly object[]): ClusterObject {
  return {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaim',
    metadata: { name, namespace: 'team', uid: `uid-${name}` },
    spec: { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: 'gpu.nvidia.com' } }] } },
    status: {
      allocation: {
        devices: { results: results.map((result) => ({ request: 'gpu', driver: 'gpu.nvidia.com', pool: 'n', ...result })) },
      },
      reservedFor: [{ resource: 'pods', name: pod, uid: `uid-team-${pod}` }],
    },
  };
}

function claiming(name: string, claimName: string): ClusterObject {
  return podObject(name, {
    node: 'n',
    schedulerName: 'default-scheduler',
    spec: {
      resourceClaims: [{ name: 'gpu', resourceClaimName: claimName }],
      containers: [{ name: 'proxy' }, { name: 'main', resources: { claims: [{ name: 'gpu' }] } }],
    },
  });
}

const share = (device: string, shareID: string, memory: string): object => ({ device, shareID, consumedCapacity: { memory } });

const cases: readonly (readonly [
  string,
  readonly object[],
  readonly ClusterObject[],
  readonly ClusterObject[],
  readonly string[],
])[] = [
  [
    'a whole GPU and a free one',
    [gpu(0), gpu(1)],
    [claim('c', 'a', [{ device: 'gpu-0' }])],
    [claiming('a', 'c')],
    [
      'whole gpu.nvidia.com/n/gpu-0 0 free 0: team/a/main/c/gpu/n/gpu-0 1 81920 driver',
      'free gpu.nvidia.com/n/gpu-1 81920 free 1',
    ],
  ],
  [
    'two shares of one GPU',
    [gpu(0, shared)],
    [claim('c', 'a', [share('gpu-0', 's1', '8Gi')]), claim('d', 'b', [share('gpu-0', 's2', '32Gi')])],
    [claiming('a', 'c'), claiming('b', 'd')],
    [
      'shared gpu.nvidia.com/n/gpu-0 40960 free 0.5: team/a/main/c/gpu/n/gpu-0/s1 0.1 8192 8.0 GiB of gpu-0 none; team/b/main/d/gpu/n/gpu-0/s2 0.4 32768 32.0 GiB of gpu-0 none',
    ],
  ],
  [
    'who only watches holds nothing',
    [gpu(0)],
    [claim('c', 'a', [{ device: 'gpu-0', adminAccess: true }])],
    [claiming('a', 'c')],
    ['free gpu.nvidia.com/n/gpu-0 81920 free 1'],
  ],
  [
    'MIG devices under their GPU',
    [mig('gpu-0-mig-1g.10gb-19-0'), mig('gpu-0-mig-1g.10gb-19-1')],
    [claim('c', 'a', [{ device: 'gpu-0-mig-1g.10gb-19-0' }])],
    [claiming('a', 'c')],
    ['partitioned GPU-0 1/2 1g.10gb free 0.1428: team/a/main/c/gpu/n/gpu-0-mig-1g.10gb-19-0 10240 mig-1g.10gb driver'],
  ],
  [
    'of MIG devices that could be made only those that are',
    [gpu(0), mig('gpu-0-mig-1g.10gb-19-0', counters), mig('gpu-0-mig-1g.10gb-19-1', counters)],
    [claim('c', 'a', [{ device: 'gpu-0-mig-1g.10gb-19-1' }])],
    [claiming('a', 'c')],
    [
      'partitioned gpu.nvidia.com/n/gpu-0 0/1 1g.10gb free 0.875: team/a/main/c/gpu/n/gpu-0-mig-1g.10gb-19-1 10240 mig-1g.10gb driver',
    ],
  ],
  [
    'a device that its driver taints',
    [gpu(0, { taints: [{ key: 'xid', value: '79', effect: 'NoExecute' }] })],
    [],
    [],
    ['free gpu.nvidia.com/n/gpu-0 81920 free 1 (its driver taints it: xid=79)'],
  ],
];

for (const [name, devices, resourceClaims, pods, expected] of cases) {
  test(`DRA: ${name}`, () => {
    const sets = devices.some((device) => 'consumesCounters' in device)
      ? [
          slice(
            [],
            { devices: undefined, sharedCounters: [{ name: 'gpu-0', counters: { memory: { value: '80Gi' } } }] },
            { resourceSliceCount: 2 },
          ),
        ]
      : [];
    const resourceSlices = [slice(devices, {}, { resourceSliceCount: 1 + sets.length }), ...sets];
    const view = viewOfNode({ nodes: [node], pods, resourceSlices, resourceClaims });
    assert.equal(view.sharing, 'dra');
    assert.deepEqual(view.gpus.map(describeGpu), expected);
  });
}

test('DRA: only slices of the newest generation count, and a pool that is not complete is told', () => {
  const old = slice([gpu(0), gpu(1)]);
  const next = slice([gpu(0)], {}, { generation: 2 });
  const objects = { nodes: [node], resourceSlices: [old, next] };
  assert.deepEqual(
    viewOfNode(objects).gpus.map(({ id }) => id),
    ['gpu.nvidia.com/n/gpu-0'],
  );
  const half = viewOfNode({ nodes: [node], resourceSlices: [slice([gpu(0)], {}, { generation: 3, resourceSliceCount: 2 })] });
  assert.deepEqual(half.gpus, []);
  assert.deepEqual(half.notes, [
    '1 of 2 ResourceSlices of pool gpu.nvidia.com/n are there: its devices are given out when all are',
  ]);
});

const deviceClass: ClusterObject = {
  apiVersion: 'resource.k8s.io/v1',
  kind: 'DeviceClass',
  metadata: { name: 'gpu.nvidia.com' },
  spec: { selectors: [{ cel: { expression: "device.driver == 'gpu.nvidia.com'" } }] },
};

function templateOf(memory: string): ClusterObject {
  const exactly = { deviceClassName: 'gpu.nvidia.com', capacity: { requests: { memory } } };
  return {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaimTemplate',
    metadata: { name: 't', namespace: 'team' },
    spec: { spec: { devices: { requests: [{ name: 'gpu', exactly }] } } },
  };
}

const asking = podObject('x', {
  schedulerName: 'default-scheduler',
  spec: {
    resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 't' }],
    containers: [{ name: 'main', resources: { claims: [{ name: 'gpu' }] } }],
  },
});
const taken = {
  nodes: [node],
  deviceClasses: [deviceClass],
  resourceSlices: [slice([gpu(0, shared)])],
  resourceClaims: [claim('c', 'a', [share('gpu-0', 's1', '60Gi')])],
  pods: [claiming('a', 'c')],
};

test('DRA: a claim of a text fits by what is left of a device, or is told what is', () => {
  const fitOf = (memory: string): string => {
    const [found] = findWorkloads([asking, templateOf(memory)].map((object) => JSON.stringify(object)).join('\n---\n'));
    return findFit(found ?? assert.fail(), clusterOf(taken)).summary;
  };
  assert.equal(fitOf('20Gi'), 'fits on its only GPU now');
  assert.equal(
    fitOf('30Gi'),
    'waits: n: 0 of 1 devices for request "gpu" (gpu-0: 20.0 GiB of 80.0 GiB memory free, 30.0 GiB asked, held by team/c)',
  );
  assert.match(fitOf('90Gi'), /^cannot run here: n: 0 of 1 devices for request "gpu"/);
});

test('DRA: a template that is on the cluster only is looked up there, and one that is nowhere is told', () => {
  const [found] = findWorkloads(JSON.stringify(asking));
  assert.ok(found);
  assert.equal(findFit(found, clusterOf({ ...taken, claimTemplates: [templateOf('20Gi')] })).kind, 'fits');
  assert.equal(
    findFit(found, clusterOf(taken)).summary,
    'cannot run here: n: there is no ResourceClaimTemplate "t" in namespace team',
  );
});

test('DRA: what a live pod claims is told in the words of the lenses', () => {
  const objects = clusterOf({ ...taken, pods: [asking], claimTemplates: [templateOf('8Gi')] });
  const { workloads } = readClusterView(objects);
  assert.deepEqual(
    workloads.map(({ id, requestText, state }) => `${id}: ${requestText}, ${state}`),
    ['Pod/team/x: 8.0 GiB of one GPU, waiting'],
  );
});
