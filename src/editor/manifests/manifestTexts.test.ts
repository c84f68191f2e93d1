import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib, share } from '../../gpu/quantity.ts';
import type { FractionRequest } from '../../gpu/request.ts';
import type { Slice } from '../../gpu/slice.ts';
import type { DeviceView } from '../../protocol/agent.ts';
import { listClusterAdditions } from '../../manifest/clusterAdditions.ts';
import type { ClusterFacts } from '../../manifest/clusterFacts.ts';
import { findWorkloads } from '../../manifest/requests.ts';
import { hoverText, pieceText, type HoverFacts } from './hoverText.ts';
import { lensTexts, placementKey, type LensSubject, type Reach } from './lensTexts.ts';

function gpu(index: number, product: string, memoryMiB: number, heldMiB = 0, simulated = false): DeviceView {
  const uuid = `GPU-${index}`;
  const counted = Math.floor(memoryMiB / 100) * 100;
  const slice: Slice = {
    deviceUuid: uuid,
    holder: 'chat-half',
    share: share(heldMiB / counted),
    requestMiB: mib(heldMiB),
    limitMiB: mib(heldMiB),
    enforcement: 'watchdog',
  };
  return {
    device: { uuid, index, product, memoryMiB: mib(memoryMiB), simulated },
    countedMiB: counted,
    freeMiB: counted - heldMiB,
    slices: heldMiB === 0 ? [] : [slice],
    foreign: [],
    usedMiB: null,
    utilisation: null,
    powerWatts: null,
  };
}

const h100 = gpu(0, 'NVIDIA-H100-80GB-HBM3', 81_559);
const half: FractionRequest = { devices: 1, request: { kind: 'share', share: share(0.5) }, container: 'server' };
const known = (...devices: readonly DeviceView[]): Reach => ({ kind: 'known', devices });
/** Without the room between the columns of a hover's table. */
const hover = (request: FractionRequest, uses: Parameters<typeof hoverText>[1], facts: Partial<HoverFacts> = {}): string =>
  hoverText(request, uses, { dialect: 'kai', cluster: {}, ...facts }).replaceAll(' &nbsp;', '');
const at = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
const lenses = (request: FractionRequest, reach: Reach, containers = 1) =>
  lensTexts({ ask: { kind: 'request', request, range: at }, containers, isLocal: true, cluster: {} }, reach);
const titles = (request: FractionRequest, reach: Reach): readonly string[] => lenses(request, reach).map(({ title }) => title);

test('lenses say what a request means, whether it fits, and what can be done', () => {
  assert.deepEqual(titles(half, known(h100)), [
    'half of one GPU: 39.8 GiB of an H100 80GB · fits now on this machine',
    'Deploy…',
    'Set fraction…',
    'Compare…',
    'Convert…',
  ]);
  assert.deepEqual(
    lenses(half, known(h100)).map(({ action }) => action),
    [undefined, 'deploy', 'setFraction', 'compareFractions', 'convertRequest'],
  );
  assert.deepEqual(
    lenses(half, known(h100), 2).map(({ title }) => title),
    [
      'half of one GPU: 39.8 GiB of an H100 80GB · fits now on this machine',
      'Deploy…',
      'Set fraction…',
      'Compare…',
      'Container…',
      'Convert…',
    ],
  );
  const piece = { kind: 'mig', profile: '1g.10gb', count: 1, container: 'server' } as const;
  assert.deepEqual(
    lensTexts({ ask: { kind: 'fixed', piece, range: at }, containers: 1, isLocal: true, cluster: {} }, known(h100)).map(
      ({ title }) => title,
    ),
    ['one MIG device 1g.10gb · only a cluster has such pieces', 'Deploy…', 'Set fraction…', 'Convert…'],
  );
});

test('fractions are compared where one GPU of this machine is asked for, by what a machine can run', () => {
  const offersCompare = (subject: Partial<LensSubject>, reach: Reach, request = half): boolean =>
    lensTexts(
      { ask: { kind: 'request', request, range: at }, containers: 1, isLocal: true, cluster: {}, ...subject },
      reach,
    ).some(({ action }) => action === 'compareFractions');
  assert.equal(offersCompare({}, known(h100)), true);
  assert.equal(offersCompare({ isLocal: false }, known(h100)), false);
  assert.equal(offersCompare({}, known()), false);
  assert.equal(offersCompare({}, known(h100), { ...half, devices: 2 }), false);
  assert.equal(offersCompare({ clusterFits: ['fits on 3 of 8 GPUs now (prod-eu)'] }, { kind: 'unknown' }), false);
});

test('lenses say how much is free where there is no room, and that a device is simulated', () => {
  const full = gpu(0, 'NVIDIA-H100-80GB-HBM3', 81_559, 61_125, true);
  assert.equal(titles(half, known(full))[0], 'half of one GPU: 39.8 GiB of an H100 80GB · does not fit now: 25 % free');
  const empty = gpu(0, 'NVIDIA-H100-80GB-HBM3', 81_559, 0, true);
  assert.match(titles(half, known(empty))[0] ?? '', /fits now on this machine \(simulated\)$/);
  assert.equal(titles(half, known())[0], 'half of one GPU · does not fit now: no GPU here');
});

test('lenses name two models, and leave out the rest and what is too small', () => {
  const many = known(h100, gpu(1, 'NVIDIA-H100-80GB-HBM3', 81_559), gpu(2, 'NVIDIA-L40S', 46_068), gpu(3, 'NVIDIA-L4', 23_034));
  assert.equal(
    titles(half, many)[0],
    'half of one GPU: 39.8 GiB of an H100 80GB, 22.5 GiB of an L40S, … · fits now on 4 of 4 GPUs of this machine',
  );
  const memory: FractionRequest = { ...half, request: { kind: 'memory', memoryMiB: mib(61_440) } };
  assert.match(titles(memory, many)[0] ?? '', /^60\.0 GiB of one GPU: 0\.76 of an H100 80GB · /);
  const two: FractionRequest = { ...half, devices: 2, limit: { kind: 'share', share: share(0.7) } };
  assert.match(titles(two, known(h100, h100))[0] ?? '', /^2 × 0\.5 of a GPU: 39\.8 GiB of an H100 80GB each · limit 0\.7 · /);
});

test('while nothing is connected lenses say what is asked and offer to connect; where nothing is trusted only the former', () => {
  assert.deepEqual(titles(half, { kind: 'unknown' }), ['half of one GPU', 'Connect…']);
  assert.deepEqual(titles(half, { kind: 'connecting' }), ['half of one GPU', 'looking for GPUs']);
  assert.deepEqual(lenses(half, { kind: 'failed', problem: 'no agent' })[1], {
    title: 'Connect…',
    tooltip: 'no agent',
    action: 'connect',
  });
  assert.deepEqual(titles(half, { kind: 'hidden' }), ['half of one GPU']);
});

test('the GPUs of a cluster that is known are in reach too, also before anything is connected', () => {
  const nodes = [{ name: 'a', product: 'NVIDIA-L40S', memoryMiB: mib(46_068), gpus: 8, sharing: 'kai', resources: {} } as const];
  const subject = {
    ask: { kind: 'request', request: half, range: at },
    containers: 1,
    isLocal: true,
    cluster: { nodes },
  } as const;
  assert.equal(lensTexts(subject, { kind: 'unknown' })[0]?.title, 'half of one GPU: 22.5 GiB of an L40S');
});

test('each connected cluster says where it fits, behind the actions, since a line is cut at its end; of a machine without a GPU nothing is said then', () => {
  const subject = {
    ask: { kind: 'request', request: half, range: at },
    containers: 1,
    isLocal: true,
    cluster: {},
    clusterFits: ['fits on 3 of 8 GPUs now (prod-eu)'],
  } as const;
  const titlesOf = (reach: Reach) => lensTexts(subject, reach).map(({ title }) => title);
  const actions = ['Deploy…', 'Set fraction…', 'Convert…'];
  const [there] = subject.clusterFits;
  assert.deepEqual(titlesOf({ kind: 'unknown' }), ['half of one GPU', ...actions, 'Connect…', there]);
  assert.deepEqual(titlesOf(known()), ['half of one GPU', ...actions, there]);
  assert.deepEqual(titlesOf(known(h100)), [
    'half of one GPU: 39.8 GiB of an H100 80GB · fits now on this machine',
    'Deploy…',
    'Set fraction…',
    'Compare…',
    'Convert…',
    there,
  ]);
  assert.deepEqual(titlesOf({ kind: 'hidden' }), ['half of one GPU']);
});

test('lenses are drawn anew when something is placed, not when a device computes', () => {
  const key = (device: DeviceView): string => placementKey({ source: 'nvidia-smi', devices: [device], notes: [] });
  assert.equal(key(h100), key({ ...h100, utilisation: 0.9, usedMiB: 12 }));
  assert.notEqual(key(h100), key(gpu(0, 'NVIDIA-H100-80GB-HBM3', 81_559, 8000)));
});

test('a hover gives exact memory and share a model, and who holds the limit', () => {
  const text = hover(half, [h100, gpu(1, 'NVIDIA-L4', 23_034, 20_000, true)]);
  assert.match(text, /^\*\*half of one GPU\*\* for container `server`; no limit is written, so the limit is the request\./);
  assert.ok(text.includes('| H100 80GB | 39.8 GiB (40750 MiB) | 0.5 | 79.6 GiB (81500 MiB) | fits |'), text);
  assert.ok(text.includes('| L4 (simulated) | 11.2 GiB (11500 MiB) | 0.5 | 22.5 GiB (23000 MiB) | no: 13 % free |'), text);
  assert.match(text, /watchdog stops a job that grows beyond its request/);
});

test('a hover on a limit has its memory too; memory requests are rounded up to hundredths', () => {
  const limited: FractionRequest = { ...half, limit: { kind: 'share', share: share(0.7) } };
  assert.match(hover(limited, [h100]), /\| 39\.8 GiB \(40750 MiB\) \| 0\.5 \| 55\.7 GiB \(57050 MiB\) \|/);
  const memory: FractionRequest = { ...half, request: { kind: 'memory', memoryMiB: mib(40_000) } };
  const text = hover(memory, [gpu(0, 'NVIDIA-L4', 23_034), h100]);
  assert.match(text, /\| L4 \| 39\.1 GiB \(40000 MiB\) \| more than one \|.*\| no: larger than any GPU here \|/);
  assert.match(text, /\| H100 80GB \| 39\.1 GiB \(40000 MiB\) \| 0\.5 \|/);
  assert.match(text, /rounded up to hundredths/);
});

test('a hover on several devices says what each gives and all of them, and what a context takes', () => {
  const text = hover({ ...half, devices: 2 }, [h100]);
  assert.match(text, /\| GPU \| request, each \| share \| in all \|/);
  assert.ok(text.includes('| 39.8 GiB (40750 MiB) | 0.5 | 79.6 GiB |'), text);
  assert.match(text, /Each of the 2 devices gives that much\. Of its memory a process can use about \d+ MiB less/);
});

test('a hover says who reads the request and who holds it on the cluster, as far as that is known', () => {
  assert.match(hover(half, [h100]), /On a cluster KAI alone holds nobody to it.*\n\nWritten as KAI annotations; read by KAI/);
  assert.match(hover(half, [h100], { cluster: { sharing: 'NonMemoryEnforced' } }), /On the cluster nobody holds it/);
  const nodes = [{ name: 'a', product: 'NVIDIA-L40S', memoryMiB: mib(46_068), gpus: 8, sharing: 'kai', resources: {} } as const];
  const text = hover(half, [h100], { cluster: { nodes } });
  assert.ok(text.includes('| L40S | 22.5 GiB (23000 MiB) | 0.5 | 44.9 GiB (46000 MiB) | – |'), text);
  const piece = { kind: 'mig', profile: '1g.10gb', memoryMiB: mib(9537), count: 2, container: 'server' } as const;
  assert.match(
    pieceText(piece, { dialect: 'mig', cluster: {} }),
    /^\*\*2 MIG devices 1g\.10gb\*\* for container `server`\n\n.*9\.3 GiB/,
  );
});

test('a name in a file cannot draw a picture in a hover', () => {
  const text = hover({ ...half, container: 'a`![x](https://example.org/x.png)`\n\nb' }, [h100]);
  assert.ok(text.includes('for container `a ![x](https://example.org/x.png) b`;'), text);
});

test('while no device is known a hover shows examples, and says so', () => {
  const text = hover(half, undefined);
  for (const model of ['H100 80GB', 'A100 80GB', 'L40S', 'L4']) {
    assert.ok(text.includes(`| ${model} |`), text);
  }
  assert.match(text, /Examples: the GPUs of this machine are not known yet/);
  assert.ok(!text.includes('fits'));
  assert.match(hover(half, []), /no GPU that is known/);
});

test('a hover says what the cluster will add, and nothing of it where KAI does not look', () => {
  const manifest = (scheduler: string): string =>
    [
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata: { name: chat }',
      'spec:',
      '  template:',
      '    metadata: { annotations: { gpu-fraction: "0.5", gpu-fraction-container-name: server } }',
      `    spec: { schedulerName: ${scheduler}, containers: [{ name: side, image: x }, { name: server, image: x }] }`,
    ].join('\n');
  const textOf = (scheduler: string, cluster: ClusterFacts = {}): string => {
    const [found] = findWorkloads(manifest(scheduler));
    assert.ok(found?.result.kind === 'request');
    return hover(found.result.request, undefined, { additions: listClusterAdditions(found, cluster) });
  };
  assert.match(
    textOf('kai-scheduler'),
    /The cluster will add.*\n\n- .*`runai\/shared-gpu-configmap: chat-…-shared-gpu`\n- .*`server`.*`chat-…-shared-gpu-1`/,
  );
  assert.doesNotMatch(textOf('other'), /will add/);
  assert.doesNotMatch(textOf('kai-scheduler', { sharing: 'NvFractions' }), /will add/, 'no ConfigMap there');
  assert.doesNotMatch(textOf('kai-scheduler', { kai: null }), /will add/);
});
