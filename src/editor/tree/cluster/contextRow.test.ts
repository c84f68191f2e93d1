import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib, share } from '../../../gpu/quantity.ts';
import { ClusterError } from '../../../target/cluster/api/clusterError.ts';
import type { ConnectionState, KubeContext } from '../../../target/cluster/clusterConnection.ts';
import type { ClusterView, NodeView, SliceView, WorkloadView } from '../../../target/cluster/clusterView.ts';
import { readNode } from '../../../target/cluster/objects/node.ts';
import { readPod, type PodObject } from '../../../target/cluster/objects/pod.ts';
import type { Row } from '../row.ts';
import type { ClusterLook } from './clusterLook.ts';
import { contextRow } from './contextRow.ts';
import { KeptRows } from './keptRows.ts';

const context: KubeContext = {
  id: 'cluster/prod-eu',
  name: 'prod-eu',
  namespace: 'ml',
  server: 'https://prod.example:6443',
  user: 'dev',
  file: '/home/dev/.kube/config',
  isCurrent: true,
};

function pod(namespace: string, name: string, phase = 'Running'): PodObject {
  const read = readPod({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name, uid: name }, status: { phase } });
  assert.ok(read);
  return read;
}

function slice(holder: PodObject, part: number): SliceView {
  const requestMiB = mib(Math.floor(part * 81500));
  return {
    id: `${holder.namespace}/${holder.name}`,
    pod: holder,
    share: share(part),
    requestMiB,
    limitMiB: requestMiB,
    enforcement: 'none',
  };
}

function node(name: string, product = 'NVIDIA-H100-80GB-HBM3', notes: readonly string[] = []): NodeView {
  const read = readNode({ apiVersion: 'v1', kind: 'Node', metadata: { name } });
  assert.ok(read);
  const counted = { countedMiB: mib(81500) };
  return {
    node: read,
    name,
    product,
    sharing: 'kai',
    isSimulated: false,
    gpus: [
      {
        id: 'GPU-0',
        index: 0,
        kind: 'shared',
        ...counted,
        freeMiB: mib(20375),
        freeShare: 0.25,
        slices: [slice(pod('ml', 'chat-7f9c'), 0.5), slice(pod('other', 'embed-1'), 0.25)],
      },
      { id: 'free-1', kind: 'free', ...counted, freeMiB: mib(81500), freeShare: 1, slices: [] },
      { id: 'free-2', kind: 'free', ...counted, freeMiB: mib(81500), freeShare: 1, slices: [] },
    ],
    freeGpus: 2,
    freeShare: 2.25,
    notes,
    forPlacement: { name, labels: {}, gpus: 3, cpuMilli: 0, memoryBytes: 0, pods: [] },
  };
}

const waiting: WorkloadView = {
  id: 'Job/ml/big-eval',
  owner: { apiVersion: 'batch/v1', kind: 'Job', name: 'big-eval', uid: 'u', namespace: 'ml' },
  name: 'big-eval',
  namespace: 'ml',
  kind: 'Job',
  state: 'waiting',
  pods: [{ pod: pod('ml', 'big-eval-x', 'Pending'), places: [] }],
  requestText: '2 × 0.7',
  ready: 0,
};

const group: WorkloadView = {
  ...waiting,
  id: 'LeaderWorkerSet/ml/llama',
  name: 'llama',
  kind: 'LeaderWorkerSet',
  state: 'running',
  desired: 1,
  ready: 1,
  requestText: 'whole GPU',
  pods: [
    { pod: pod('ml', 'llama-0-1'), role: 'worker', group: '0', places: [] },
    { pod: pod('ml', 'llama-0'), role: 'leader', group: '0', places: [] },
  ],
  scaling: { min: 1, max: 4, metrics: [{ name: 'queue', value: '3', target: '10' }], lastScale: { text: 'scaled up to 2' } },
};

const view: ClusterView = {
  nodes: [node('gpu-07')],
  queues: [
    {
      name: 'root',
      label: 'root',
      isLeaf: false,
      quota: 8,
      limit: -1,
      allocated: 3.5,
      allocatedNonPreemptible: 0,
      requested: 5,
      waiting: 0,
    },
    {
      name: 'ml',
      label: 'ml',
      parent: 'root',
      isLeaf: true,
      quota: 4,
      limit: 8,
      allocated: 3.5,
      allocatedNonPreemptible: 2,
      requested: 5,
      waiting: 2,
    },
  ],
  workloads: [waiting, group],
  strayWorkloads: [],
  gaps: [{ what: 'events', message: 'events: not permitted' }],
};

function look(change: Partial<ClusterLook> & { readonly state?: ConnectionState }): ClusterLook {
  return {
    context,
    state: { kind: 'connected', version: 'v1.37.2' },
    view,
    namespaces: [],
    pins: new Set(),
    headline: ({ state }) => (state === 'waiting' ? 'no GPU with 70 % free on one node' : undefined),
    activity: (_namespace, name) =>
      name === 'chat-7f9c' ? { text: '1.2k tok/s', spoken: '1200 tokens per second', isFlowing: true } : undefined,
    ...change,
  };
}

/** The rows as a person reads them, indented. */
function drawn(row: Row, depth = 0): readonly string[] {
  const line = `${'  '.repeat(depth)}${row.label}${row.description === '' ? '' : `    ${row.description}`}`;
  return [line, ...row.children.flatMap((child) => drawn(child, depth + 1))];
}

test('a cluster in rows: nodes, GPUs, slices, queues, what waits and what runs', () => {
  assert.deepEqual(drawn(contextRow(look({}))), [
    'prod-eu    2.25 of 3 GPUs free · 1 node',
    '  gpu-07    2 of 3 GPUs free · 2.25 free · KAI',
    '    ▮▮▮▮▮▮▮▮▯▯  gpu 0    25 % free · 19.9 GiB',
    '      ml/chat-7f9c    1.2k tok/s · 0.5 · 39.8 GiB    not enforced',
    '      other/embed-1    0.25 · 19.9 GiB    not enforced',
    '    2 free GPUs    79.6 GiB each',
    '  Queues    2 waiting',
    '    ▮▮▮▮▯▯▯▯▯▯  root    3.5 of 8 GPUs',
    '      ▮▮▮▮▮▮▮▮▮▯  ml    3.5 of 4 GPUs · limit 8 · 2 waiting',
    '  Waiting (1)',
    '    ml/big-eval    no GPU with 70 % free on one node · 2 × 0.7',
    '      big-eval-x    Pending',
    '  Workloads (1)',
    '    ml/llama    1 of 1 ready · whole GPU',
    '      llama-0    leader · Running',
    '        llama-0-1    worker · Running',
    '      autoscaler    1 to 4 replicas · queue 3 of 10 · scaled up to 2',
    '  events: not permitted',
  ]);
});

test('a context that was not opened, one that connects, one that does not answer', () => {
  const { view: _, ...unread } = look({});
  assert.deepEqual(drawn(contextRow({ ...unread, state: { kind: 'idle' } })), [
    'prod-eu    current context',
    '  connecting to https://prod.example:6443…',
  ]);
  const failed = { kind: 'failed', error: new ClusterError('unreachable', 'prod-eu does not answer. Check the VPN.') } as const;
  const row = contextRow({ ...unread, state: failed });
  assert.deepEqual(drawn(row), ['prod-eu    does not answer', '  prod-eu does not answer. Check the VPN.']);
  assert.ok(row.words.includes('failed'));
  const stale = drawn(contextRow(look({ state: failed })));
  assert.deepEqual(stale.slice(0, 2), [
    'prod-eu    does not answer · 2.25 of 3 GPUs free · 1 node',
    '  prod-eu does not answer. Check the VPN.',
  ]);
  assert.ok(stale.some((line) => line.includes('gpu-07')));
});

test('what may not be read says so: nodes in their place, the rest together below what is there', () => {
  const gaps = (['nodes', 'pods', 'events'] as const).map((what) => ({ what, message: `${what}: not permitted` }));
  const seen = { ...view, nodes: [], queues: [], workloads: [group], strayWorkloads: [group.id], gaps };
  const row = contextRow(look({ view: seen }));
  assert.deepEqual(
    drawn(row).filter((line) => !line.startsWith('    ')),
    ['prod-eu    nodes not readable', '  nodes: not permitted', '  Workloads (1)', '  Not readable, or in part (2)'],
  );
  assert.equal(row.children.find(({ label }) => label === 'Workloads (1)')?.isOpenAtFirst, true);
  assert.equal(drawn(contextRow(look({ view: { ...seen, gaps: [] } })))[0], 'prod-eu    no GPU node');
  const unauthorized = { kind: 'failed', error: new ClusterError('unauthorized', 'prod-eu does not accept you.') } as const;
  assert.deepEqual(drawn(contextRow(look({ view: { ...seen, workloads: [] }, state: unauthorized }))), [
    'prod-eu    not signed in · nodes not readable',
    '  prod-eu does not accept you.',
  ]);
});

test('a GPU of which only the holder is known is called one GPU; a product is one group however it is spelled', () => {
  const { node: object, ...first } = node('h-0');
  const gpus = [{ id: 'ml/whole#0', kind: 'whole', freeShare: 0, slices: [slice(pod('ml', 'whole'), 1)] }] as const;
  const spelled = [0, 1, 2, 3, 4, 5].map((index) => node(`d-${index}`, 'NVIDIA H100 80GB HBM3'));
  const row = contextRow(look({ view: { ...view, nodes: [{ ...first, node: object, gpus }, ...spelled] } }));
  const groups = row.children.filter(({ id }) => id.includes('/product/'));
  assert.deepEqual(
    groups.map(({ label }) => label),
    ['H100 80GB × 19'],
  );
  assert.ok(drawn(row).some((line) => line.trim() === '▮▮▮▮▮▮▮▮▮▮  one GPU    in use as a whole'));
});

test('a filter hides what is of other namespaces, and says so', () => {
  const lines = drawn(contextRow(look({ namespaces: ['ml'] })));
  assert.equal(lines[0], 'prod-eu    2.25 of 3 GPUs free · 1 node · only ml');
  assert.ok(lines.some((line) => line.includes('1 slice of another namespace')));
  assert.ok(!lines.some((line) => line.includes('other/embed-1')));
});

test('pinned rows stand on top under ids of their own; many nodes are grouped by product', () => {
  const nodes = [...Array.from({ length: 6 }, (_, index) => node(`h-${index}`)), node('l-0', 'NVIDIA-L40S')];
  const pins = new Set(['cluster/prod-eu/node/l-0', 'cluster/prod-eu/workload/Job/ml/big-eval']);
  const row = contextRow(look({ view: { ...view, nodes }, pins }));
  assert.deepEqual(
    row.children.slice(0, 1).flatMap(({ label, children }) => [label, ...children.map((child) => child.label)]),
    ['Pinned', 'l-0', 'ml/big-eval'],
  );
  const groups = row.children.filter(({ id }) => id.includes('/product/'));
  assert.deepEqual(
    groups.map(({ label, description }) => [label, description]),
    [
      ['H100 80GB × 18', '13.5 free'],
      ['L40S × 3', '2.25 free'],
    ],
  );
  const ids: string[] = [];
  const collect = ({ id, children }: Row): void => {
    ids.push(id);
    children.forEach(collect);
  };
  collect(row);
  assert.deepEqual(ids, [...new Set(ids)]);
});

test('queues that name each other as parents are all drawn', () => {
  const [first] = view.queues;
  assert.ok(first);
  const queues = [
    { ...first, name: 'a', label: 'a', parent: 'b' },
    { ...first, name: 'b', label: 'b', parent: 'a' },
  ];
  const lines = drawn(contextRow(look({ view: { ...view, queues } })));
  assert.ok(
    lines.some((line) => line.endsWith('a    3.5 of 8 GPUs')) && lines.some((line) => line.endsWith('b    3.5 of 8 GPUs')),
  );
});

test('a queue without a quota says so', () => {
  const [first] = view.queues;
  assert.ok(first);
  const lines = drawn(contextRow(look({ view: { ...view, queues: [{ ...first, quota: 0, allocated: 2.1 }] } })));
  assert.ok(lines.includes('    root    GPUs used: 2.1, no quota'));
});

test('rows of what stayed the same are the same rows; what else they show makes them new', () => {
  const kept = new KeptRows();
  const rows = (change: Partial<ClusterLook>) => {
    const all = contextRow(look(change), kept).children.flatMap((row) => [row, ...row.children]);
    return (id: string) => all.find((row) => row.id.endsWith(id));
  };
  const before = rows({});
  const same = rows({ view: { ...view } });
  const [nodeId, waitingId, groupId] = ['/node/gpu-07', '/Job/ml/big-eval', '/LeaderWorkerSet/ml/llama'];
  for (const id of [nodeId, waitingId, groupId]) assert.ok(before(id) !== undefined && before(id) === same(id), id);
  const told = rows({ headline: ({ state }) => (state === 'waiting' ? 'queue is full' : undefined) });
  assert.deepEqual(
    [nodeId, waitingId, groupId].map((id) => told(id) === before(id)),
    [true, false, true],
  );
  const pinned = rows({ pins: new Set(['cluster/prod-eu/node/gpu-07']) });
  assert.notEqual(pinned(nodeId), before(nodeId));
  const idle = rows({ activity: () => undefined });
  assert.notEqual(idle(nodeId), before(nodeId));
});
