import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countedMiBOfNode, findGroups, type ClusterNode, type GpuUse, type PlacedPod } from './clusterNode.ts';
import { placeOnCluster, type PodRequest } from './placeOnCluster.ts';
import { mib, share } from './quantity.ts';
import type { Amount } from './request.ts';

const part = (value: number): Amount => ({ kind: 'share', share: share(value) });
const memory = (value: number): Amount => ({ kind: 'memory', memoryMiB: mib(value) });
const ask = (request: Amount, devices = 1, other: Partial<PodRequest> = {}): PodRequest => ({
  gpu: { devices, request, container: 'server' },
  cpuMilli: 100,
  memoryBytes: 2 ** 20,
  nodeSelector: {},
  ...other,
});
const pod = (name: string, gpu: GpuUse): PlacedPod => ({ name, cpuMilli: 100, memoryBytes: 2 ** 20, gpu });
const shared = (name: string, request: Amount, ...groups: readonly string[]): PlacedPod =>
  pod(name, { kind: 'shared', request, groups });
const whole = (name: string, devices: number): PlacedPod => pod(name, { kind: 'whole', devices });

function node(name: string, gpus: number, pods: readonly PlacedPod[] = [], other: Partial<ClusterNode> = {}): ClusterNode {
  const labels = { 'nvidia.com/gpu.memory': '81559' };
  return { name, labels, gpus, cpuMilli: 64_000, memoryBytes: 2 ** 37, pods, ...other };
}
const labelled = (label: string): Partial<ClusterNode> => ({ labels: { 'nvidia.com/gpu.memory': label } });

/** `a: g1 new`: the nodes in order with the GPUs that would be taken. */
function landed(request: PodRequest, ...nodes: readonly ClusterNode[]): readonly string[] {
  return placeOnCluster(request, nodes).places.map(({ node: { name }, gpus }) =>
    [`${name}:`, ...gpus.map((option) => (option.kind === 'group' ? option.group.id : 'new'))].join(' '),
  );
}
/** Why the only node refuses. */
function refused(request: PodRequest, only: ClusterNode): unknown {
  const { places, refusals } = placeOnCluster(request, [only]);
  assert.deepEqual(places, []);
  return refusals[0]?.reasons;
}

test('memory of a GPU is the label, rounded down to hundreds of MiB; one in bytes is divided first', () => {
  const cases: readonly (readonly [string, number, boolean])[] = [
    ['12345', 12300, true],
    ['81559', 81500, true],
    ['1048575', 1048500, true],
    ['17179869184', 16300, true],
    ['', 100, false],
    ['80GiB', 100, false],
    ['81559.0', 100, false],
    ['9'.repeat(30), 100, false],
  ];
  for (const [label, countedMiB, isKnown] of cases) {
    assert.deepEqual(countedMiBOfNode(node('a', 1, [], labelled(label))), { countedMiB, isKnown }, label);
  }
});

test('label 12345 takes 12300 MiB and no more', () => {
  const odd = node('odd', 1, [], labelled('12345'));
  assert.deepEqual(landed(ask(memory(12300)), odd), ['odd: new']);
  assert.deepEqual(refused(ask(memory(12301)), odd), [{ kind: 'gpuMemory', requestedMiB: 12301, capacityMiB: 12300 }]);
});

test('a GPU is full when the memory of its slices is, cut to whole MiB', () => {
  const half = shared('chat', part(0.5), 'g');
  assert.deepEqual(landed(ask(part(0.5)), node('a', 1, [half])), ['a: g']);
  assert.deepEqual(landed(ask(memory(40750)), node('a', 1, [half])), ['a: g']);
  assert.deepEqual(refused(ask(memory(40751)), node('a', 1, [half])), [
    { kind: 'gpus', devices: 1, share: 0.51, used: 1, capacity: 1, withRoom: 0 },
  ]);
  const thirds = ['a', 'b'].map((name) => shared(name, part(0.333), 'g'));
  assert.deepEqual(landed(ask(part(0.334)), node('a', 1, thirds)), ['a: g']);
});

test('a request in memory is a share in hundredths, rounded up, and takes its exact memory', () => {
  const [place] = placeOnCluster(ask(memory(4096)), [node('t4', 1, [], labelled('15360'))]).places;
  assert.equal(place?.share, 0.27);
  assert.equal(place?.requestMiB, 4096);
  const groups = findGroups(node('t4', 1, [shared('chat', memory(4096), 'g')], labelled('15360')));
  const slices = [{ pod: 'chat', share: 0.27, requestMiB: 4096 }];
  assert.deepEqual(groups, [{ id: 'g', usedMiB: 4096, freeMiB: 11204, slices }]);
});

test('shared GPUs with room come first, then the node with the fewest free ones, then its name', () => {
  const sharing = node('sharing', 8, [shared('chat', part(0.2), 'g')]);
  const fullShare = node('full-share', 4, [shared('chat', part(0.9), 'g')]);
  const small = node('small', 1);
  assert.deepEqual(landed(ask(part(0.5)), node('z', 2), small, node('b', 2), fullShare, sharing), [
    'sharing: g',
    'small: new',
    'b: new',
    'z: new',
    'full-share: new',
  ]);
});

test('whole GPUs go where the fewest are free, whatever is shared there', () => {
  const sharing = node('sharing', 4, [shared('chat', part(0.2), 'g')]);
  const busy = node('busy', 4, [whole('train', 2)]);
  assert.deepEqual(landed(ask(part(1), 2), sharing, busy), ['busy: new new', 'sharing: new new']);
  assert.deepEqual(refused(ask(part(1), 3), busy), [{ kind: 'gpus', devices: 3, share: 1, used: 2, capacity: 4, withRoom: 0 }]);
});

test('on a node the fullest shared GPU with room is taken, then a less full one, then a free one', () => {
  const pods = [shared('a', part(0.3), 'g1'), shared('b', part(0.6), 'g2'), shared('c', part(0.9), 'g3')];
  const [place] = placeOnCluster(ask(part(0.25)), [node('a', 4, pods)]).places;
  const names = [...(place?.gpus ?? []), ...(place?.otherGpus ?? [])].map((gpu) => (gpu.kind === 'group' ? gpu.group.id : 'new'));
  assert.deepEqual(names, ['g2', 'g1', 'new']);
});

test('several devices are GPUs of one node; one shared GPU with room is enough to prefer it', () => {
  const mixed = node('mixed', 3, [shared('chat', part(0.5), 'g1'), shared('embed', part(0.6), 'g2')]);
  assert.deepEqual(landed(ask(part(0.4), 3), node('empty', 2), mixed, node('wide', 3)), [
    'mixed: g2 g1 new',
    'wide: new new new',
  ]);
  assert.deepEqual(refused(ask(part(0.5), 3), mixed), [
    { kind: 'gpus', devices: 3, share: 0.5, used: 2, capacity: 3, withRoom: 1 },
  ]);
  const spread = node('a', 2, [shared('chat', part(0.7), 'g1', 'g2')]);
  assert.deepEqual(landed(ask(part(0.3), 2), spread), ['a: g1 g2']);
});

test('a GPU that nobody shares yet takes two pod slots, a shared one takes one', () => {
  const slots = (podSlots: number, ...pods: readonly PlacedPod[]): ClusterNode => node('a', 2, pods, { podSlots });
  assert.deepEqual(landed(ask(part(0.5)), slots(2)), ['a: new']);
  assert.deepEqual(refused(ask(part(0.5)), slots(1)), [{ kind: 'podSlots', needed: 2, free: 1 }]);
  assert.deepEqual(landed(ask(part(1)), slots(1)), ['a: new']);
  const chat = shared('chat', part(0.5), 'g');
  assert.deepEqual(
    landed(ask(part(0.5)), slots(3, chat)),
    ['a: g'],
    'two are taken: by the pod and by the reservation of its GPU',
  );
  assert.deepEqual(refused(ask(part(0.5)), slots(2, chat)), [{ kind: 'podSlots', needed: 1, free: 0 }]);
  assert.deepEqual(refused(ask(part(0.6)), slots(3, chat)), [{ kind: 'podSlots', needed: 2, free: 1 }]);
});

test('without the label a share is placed, and memory is not', () => {
  const unlabelled = node('a', 1, [shared('chat', part(0.5), 'g')], { labels: {} });
  assert.deepEqual(landed(ask(part(0.5)), unlabelled), ['a: g']);
  assert.equal(placeOnCluster(ask(part(0.51)), [unlabelled]).places.length, 0);
  assert.deepEqual(refused(ask(memory(1)), unlabelled), [{ kind: 'memoryUnknown' }]);
});

test('processor, memory and labels are asked too, and every reason is told', () => {
  const small = node('a', 1, [whole('train', 1)], { cpuMilli: 4000, memoryBytes: 2 ** 30 });
  const request = ask(part(0.5), 1, { cpuMilli: 3901, memoryBytes: 2 ** 30, nodeSelector: { zone: 'b' } });
  assert.deepEqual(refused(request, small), [
    { kind: 'selector', label: 'zone', wanted: 'b' },
    { kind: 'gpus', devices: 1, share: 0.5, used: 1, capacity: 1, withRoom: 0 },
    { kind: 'cpu', requestedMilli: 3901, usedMilli: 100, capacityMilli: 4000 },
    { kind: 'memory', requestedBytes: 2 ** 30, usedBytes: 2 ** 20, capacityBytes: 2 ** 30 },
  ]);
  const enough = ask(part(0.5), 1, { cpuMilli: 4000, memoryBytes: 2 ** 30, nodeSelector: { zone: 'b' } });
  const inZone = node('b', 1, [], { cpuMilli: 4000, memoryBytes: 2 ** 30, labels: { zone: 'b' } });
  assert.deepEqual(landed(enough, inZone), ['b: new']);
});

test('a node without GPUs refuses, an empty cluster has neither places nor refusals', () => {
  assert.deepEqual(refused(ask(part(0.5)), node('a', 0)), [
    { kind: 'gpus', devices: 1, share: 0.5, used: 0, capacity: 0, withRoom: 0 },
  ]);
  assert.deepEqual(placeOnCluster(ask(part(0.5)), []), { places: [], refusals: [] });
});

const amount = fc.oneof(
  fc.integer({ min: 1, max: 100 }).map((hundredths) => part(hundredths / 100)),
  fc.integer({ min: 1, max: 20_000 }).map(memory),
);
const anyRequest = fc.tuple(amount, fc.integer({ min: 1, max: 4 })).map(([request, devices]) => ask(request, devices));

/** The request on the place that is named first. */
function bind(nodes: readonly ClusterNode[], request: PodRequest, name: string): readonly ClusterNode[] {
  const [place] = placeOnCluster(request, nodes).places;
  if (place === undefined) return nodes;
  const { gpu } = request;
  const groups = place.gpus.map((option, index) => (option.kind === 'group' ? option.group.id : `${name}-${index}`));
  const isWhole = gpu.request.kind === 'share' && gpu.request.share === 1;
  const use: GpuUse = isWhole ? { kind: 'whole', devices: gpu.devices } : { kind: 'shared', request: gpu.request, groups };
  return nodes.map((each) => (each.name === place.node.name ? { ...each, pods: [...each.pods, pod(name, use)] } : each));
}

test('whatever is placed, no GPU holds more than it has, and what leaves gives its room back', () => {
  const nodes = [node('a', 2, [], labelled('12345')), node('b', 4, [], labelled('15360')), node('c', 1, [], { labels: {} })];
  fc.assert(
    fc.property(fc.array(anyRequest, { maxLength: 30 }), anyRequest, (requests, last) => {
      const filled = requests.reduce<readonly ClusterNode[]>((all, request, index) => bind(all, request, `pod-${index}`), nodes);
      for (const each of filled) {
        const groups = findGroups(each);
        const wholes = each.pods.reduce((sum, { gpu }) => sum + (gpu.kind === 'whole' ? gpu.devices : 0), 0);
        assert.ok(groups.length + wholes <= each.gpus);
        for (const { usedMiB } of groups) assert.ok(usedMiB <= countedMiBOfNode(each).countedMiB);
      }
      const more = bind(filled, last, 'last');
      const less = more.map((each) => ({ ...each, pods: each.pods.filter(({ name }) => name !== 'last') }));
      assert.deepEqual(placeOnCluster(last, less), placeOnCluster(last, filled));
    }),
  );
});

test('a label that every object of JavaScript has is not one of the node', () => {
  const bare: ClusterNode = { name: 'n', labels: {}, gpus: 1, cpuMilli: 1000, memoryBytes: 2 ** 30, pods: [] };
  const { refusals } = placeOnCluster(ask(part(0.5), 1, { nodeSelector: { constructor: 'x' } }), [bare]);
  assert.deepEqual(refusals[0]?.reasons, [{ kind: 'selector', label: 'constructor', wanted: 'x' }]);
});
