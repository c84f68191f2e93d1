import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { mib, share } from '../../gpu/quantity.ts';
import { bar } from './deviceRow.ts';
import type { Row } from './row.ts';
import { device, facts, inventory, job, now, sample, slice } from './testMachine.ts';
import { failedRow, machineRow } from './treeRows.ts';

/** The tree as text: icon, label, description; one row a line. */
function draw(row: Row, indent = ''): string {
  const icon = row.icon === undefined ? '' : `[${row.icon.codicon}] `;
  const line = `${indent}${icon}${row.label} | ${row.description}`.trimEnd();
  return [line, ...row.children.map((child) => draw(child, `${indent}  `))].join('\n');
}

function find(row: Row, label: string): Row {
  const all = (from: Row): readonly Row[] => [from, ...from.children.flatMap(all)];
  const found = all(row).find((one) => one.label === label);
  assert.ok(found !== undefined, `no row ${label} in\n${draw(row)}`);
  return found;
}

const half = device(0, 40_750, { slices: [slice('chat-half')] });

test('one simulated device with a job and room', () => {
  assert.equal(
    draw(machineRow(facts([half], [job('chat-half')]))),
    `This machine | simulated · 1 GPU
  ▮▮▮▮▮▯▯▯▯▯  H100 80GB  gpu 0 | 50 % free · 39.8 GiB
    [circle-filled] chat-half | 0.5 · 39.8 GiB    412 tok/s · limit 0.5 · watchdog
    [circle-outline] free | 0.5 · 39.8 GiB`,
  );
});

test('several devices, a job on both, processes of others, a device that cannot be used, a note', () => {
  const request = { devices: 2, request: { kind: 'memory', memoryMiB: mib(20_480) }, container: 'server' } as const;
  const slices = [0, 1].map((index) =>
    slice('wide', { deviceUuid: `GPU-${index}`, share: share(0.26), requestMiB: mib(20_480), limitMiB: mib(20_480) }),
  );
  const foreign = [
    { pid: 4242, name: 'python', usedMiB: mib(21_811) },
    { pid: 77, usedMiB: mib(100) },
  ];
  const devices = [
    device(0, 61_020, { slices: slices.slice(0, 1) }),
    device(1, 39_109, { slices: slices.slice(1), foreign }),
    device(2, 81_500, { unusable: 'MIG is on, which is not supported yet: turn it off with nvidia-smi -mig 0.' }),
  ];
  const notes = ['An AMD GPU is here. It is not supported yet.'];
  const row = machineRow(
    facts(devices, [job('wide', { slices, request })], { inventory: inventory(devices, { source: 'nvidia-smi', notes }) }),
  );
  assert.equal(
    draw(row),
    `This machine | 3 GPUs · 1.21 free
  ▮▮▮▯▯▯▯▯▯▯  H100 80GB  gpu 0 | 74 % free · 59.6 GiB
    [circle-filled] wide | 0.26 · 20.0 GiB    412 tok/s over 2 GPUs · limit 20.0 GiB · watchdog
    [circle-outline] free | 0.74 · 59.6 GiB
  ▮▮▮▮▮▯▯▯▯▯  H100 80GB  gpu 1 | 47 % free · 38.2 GiB
    [circle-filled] wide | 0.26 · 20.0 GiB    412 tok/s over 2 GPUs · limit 20.0 GiB · watchdog
    [server-process] pid 4242 python | 21.3 GiB · not ours
    [server-process] pid 77 | 0.1 GiB · not ours
    [circle-outline] free | 0.47 · 38.2 GiB
  [warning] H100 80GB  gpu 2 | MIG is on, which is not supported yet: turn it off with nvidia-smi -mig 0.
  [info] An AMD GPU is here. It is not supported yet. |`,
  );
});

test('what a job does is said in words: its state, its rate, idle, or why there is none', () => {
  const said = (overrides: Parameters<typeof job>[1]): string => {
    const { description, icon } = find(machineRow(facts([half], [job('chat-half', overrides)])), 'chat-half');
    return `${icon?.codicon}: ${/ {4}(.*) · limit/.exec(description)?.[1]}`;
  };
  assert.equal(
    said({ state: 'preparing', progress: 'installing: 34 of 117 packages' }),
    'loading~spin: installing: 34 of 117 packages',
  );
  assert.equal(said({ state: 'starting' }), 'loading~spin: starting');
  assert.equal(said({ state: 'stopping' }), 'loading~spin: stopping');
  assert.equal(said({ latest: sample(0, { running: 0 }) }), 'circle-filled: idle');
  assert.equal(said({ latest: sample(3.14) }), 'circle-filled: 3.1 tok/s');
  assert.equal(said({ latest: sample(null) }), 'circle-filled: –');
  assert.equal(said({ latest: sample(400, { t: now - 5001 }) }), 'circle-filled: –');
  assert.equal(said({ engine: null, latest: sample(null, { source: 'none' }) }), 'circle-filled: 0.7 GiB used · no token source');
});

test('a dash has its reason in the tooltip, and exact figures stand there', () => {
  const row = machineRow(
    facts([half], [job('chat-half', { latest: sample(400, { t: now - 8000 }), manifestPath: '/a/chat.yaml' })]),
  );
  const details = new Map(
    find(row, 'chat-half')
      .details()
      .map(({ label, value }) => [label, value]),
  );
  assert.equal(details.get('tokens'), '– (not known: the last sample is 8 s old)');
  assert.equal(details.get('request'), '0.5 · 40750 MiB');
  assert.equal(details.get('limit'), '40750 MiB');
  assert.equal(details.get('memory used'), '700 MiB');
  assert.equal(details.get('endpoint'), 'http://127.0.0.1:8000');
  assert.equal(details.get('manifest'), '/a/chat.yaml');
  assert.equal(details.get('device'), 'GPU-0');
  const ofDevice = new Map(row.children[0]?.details().map(({ label, value }) => [label, value]));
  assert.equal(ofDevice.get('memory'), '81559 MiB, of which 81500 MiB are counted');
  assert.equal(ofDevice.get('utilisation'), '– (simulated: there is no driver)');
});

test('what a sample tells beside its rate stands in the tooltip; what is not told is left out', () => {
  const latest = sample(400, {
    requestsPerSecond: 2.34,
    errorsPerSecond: 0.2,
    preemptions: 0,
    ttftP50Ms: 48.26,
    ttftP95Ms: 131,
    kvUse: 0.31,
    replicas: 2,
    replicasAsked: 3,
  });
  const detailsOf = (change: Parameters<typeof job>[1]) =>
    new Map(
      find(machineRow(facts([half], [job('chat-half', change)])), 'chat-half')
        .details()
        .map(({ label, value }) => [label, value]),
    );
  const details = detailsOf({ latest });
  assert.equal(details.get('requests'), '4 running · 0 waiting · 2.3 a second · 0.2 errors a second');
  assert.equal(details.get('time to first token'), 'p50 48.3 ms · p95 131 ms');
  assert.equal(details.get('KV cache'), '31 %');
  assert.equal(details.get('replicas'), '2 of 3 tell their figures');
  assert.equal(details.has('time between tokens'), false);
  assert.equal(detailsOf({ latest: { ...latest, t: now - 8000 } }).has('requests'), false, 'an old sample tells nothing of now');
});

test('a job that has ended holds no slice, also where the inventory is behind; an untold job has a row', () => {
  const ended = job('chat-half', { state: 'failed', slices: [] });
  assert.doesNotMatch(draw(machineRow(facts([half], [ended]))), /chat-half/);
  assert.match(
    draw(machineRow(facts([half], []))),
    /\[circle-filled\] chat-half \| 0\.5 · 39\.8 GiB {4}limit 39\.8 GiB · watchdog/,
  );
});

test('the words for menus say what can be done', () => {
  const words = (overrides: Parameters<typeof job>[1]) =>
    find(machineRow(facts([half], [job('chat-half', overrides)])), 'chat-half').words;
  assert.deepEqual(words({}), ['slice', 'job', 'endpoint', 'quiet']);
  assert.deepEqual(words({ state: 'starting', manifestPath: '/a.yaml' }), ['slice', 'job', 'manifest']);
  assert.deepEqual(words({ engine: null, endpoint: undefined } as never), ['slice', 'job']);
  assert.deepEqual(machineRow(facts([device(0, 0)], [])).children[0]?.words, ['device']);
});

test('each row is read in words', () => {
  const row = machineRow(facts([half], [job('chat-half')]));
  assert.equal(row.spoken, 'This machine, simulated · 1 GPU');
  assert.equal(row.children[0]?.spoken, 'H100 80GB, gpu 0, simulated, half free: 39.8 GiB of 79.6 GiB');
  assert.equal(
    find(row, 'chat-half').spoken,
    'chat-half, 412 tokens per second, 0.5 · 39.8 GiB, limit 0.5, The agent stops the job when it goes over its limit.',
  );
});

test('without a device the machine says so, and while the agent is away it says "updating"', () => {
  const notes = ['An AMD GPU is here. It is not supported yet.'];
  const none = machineRow(facts([], [], { inventory: { source: 'none', devices: [], notes } }));
  assert.equal(draw(none), 'This machine | no GPU\n  [info] An AMD GPU is here. It is not supported yet. |');
  assert.ok(none.words.includes('noDevice'));
  assert.equal(machineRow(facts([half], [], { isUpdating: true })).description, 'simulated · 1 GPU · updating');
  assert.match(failedRow('agent', 'This machine', 'no room on the disk').spoken, /no room on the disk/);
});

test('the bar is full only where nothing is free, and empty only where all is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (counted, part) => {
      const free = Math.round(counted * part);
      const blocks = bar(free, counted);
      assert.equal(blocks.length, 10);
      assert.equal(blocks.includes('▯'), free > 0);
      assert.equal(blocks.includes('▮'), free < counted);
    }),
  );
});

test('ids are unique', () => {
  const devices = [half, device(1, 81_500, { foreign: [{ pid: 1, usedMiB: mib(1) }] })];
  const ids = (row: Row): readonly string[] => [row.id, ...row.children.flatMap(ids)];
  const all = ids(machineRow(facts(devices, [job('chat-half')], { inventory: inventory(devices, { notes: ['a', 'b', 'a'] }) })));
  assert.equal(new Set(all).size, all.length);
});
