import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Inventory, LaunchProblem } from '../../src/protocol/agent.ts';
import { removeBundle } from '../support/bundle.ts';
import { temporaryHome } from '../support/temporaryHome.ts';
import { fakeDevice, FakeGpu, fakeProcess, fakeUuid, type FakeState } from './support/fakeGpu.ts';
import { fakeSpec } from './support/specs.ts';
import { TestAgent, until } from './support/testAgent.ts';

after(removeBundle);

/** An agent on a fake GPU machine. */
async function start(home: string, state: FakeState, env: Readonly<Record<string, string>> = {}) {
  const gpu = await FakeGpu.create(home, state);
  const agent = await TestAgent.start(home, { ...gpu.env, ...env });
  return { gpu, agent };
}

function inventoryWhere(agent: TestAgent, what: string, isSo: (inventory: Inventory) => boolean): Promise<Inventory> {
  return until(what, async () => {
    const inventory = await agent.request('inventory', null);
    return isSo(inventory) ? inventory : undefined;
  });
}

/** The pid that fakeLlamaServer wrote into its log. */
function enginePid(agent: TestAgent, jobId: string): Promise<number> {
  return until('pid of the engine', async () => {
    const { text } = await agent.request('logs', { jobId, offset: 0, maxBytes: 100_000 });
    const pid = /fakeLlamaServer (\d+) with/.exec(text)?.[1];
    return pid === undefined ? undefined : Number(pid);
  });
}

test('devices are what nvidia-smi says, unordered rows and odd names too, and it does not run on', async () => {
  await using home = await temporaryHome();
  const { gpu, agent } = await start(home.path, {
    devices: [
      fakeDevice(1, { name: 'NVIDIA Odd, Two [Rev. 2]', 'memory.used': 2500, 'utilization.gpu': 37, 'power.draw': '215.28' }),
      fakeDevice(0, { 'mig.mode.current': 'Enabled' }),
      fakeDevice(2, { 'memory.total': '[N/A]' }),
    ],
  });
  await using _ = agent;
  const { source, devices, notes } = await agent.request('inventory', null);
  assert.equal(source, 'nvidia-smi');
  assert.deepEqual(
    notes.filter((note) => !/container|AMD/.test(note)),
    [],
  );
  assert.deepEqual(
    devices.map(({ device }) => [device.index, device.product, device.memoryMiB, device.simulated]),
    [
      [0, 'NVIDIA Fake 10GB', 10_000, false],
      [1, 'NVIDIA Odd, Two [Rev. 2]', 10_000, false],
      [2, 'NVIDIA Fake 10GB', 0, false],
    ],
  );
  assert.match(devices[0]?.unusable ?? '', /^MIG is on/);
  assert.equal(devices[0]?.freeMiB, 0);
  assert.match(devices[2]?.unusable ?? '', /how much memory/);
  assert.deepEqual(
    devices.map(({ powerWatts }) => powerWatts),
    [null, 215.28, null],
  );
  assert.deepEqual(
    [devices[1]?.usedMiB, devices[1]?.utilisation, devices[1]?.freeMiB, devices[1]?.otherMiB],
    [2500, 0.37, 7500, 2500],
    'memory that no process is named for is not free',
  );
  await agent.request('inventory', null);
  const runs = await gpu.runs();
  assert.deepEqual(
    runs.map(({ what, isLoop }) => `${what} ${isLoop}`).toSorted((left, right) => left.localeCompare(right)),
    ['compute-apps false', 'gpu false'],
  );
});

test('one child a query while somebody looks, none after the connection has closed', async () => {
  await using home = await temporaryHome();
  const { gpu, agent } = await start(home.path, { devices: [fakeDevice()] });
  await using _ = agent;
  await using other = await agent.connect();
  const told: Inventory[] = [];
  await agent.request('watch', { samples: false });
  agent.onNotification('inventoryChanged', (inventory) => void told.push(inventory));
  await agent.request('look', { isLooking: true });
  await other.request('look', { isLooking: true });
  await other.request('look', { isLooking: true });
  await until('two streams', async () => ((await gpu.streams()).length === 2 ? true : undefined));
  await gpu.change({ devices: [fakeDevice(0, { 'utilization.gpu': 88 })] });
  await until('the new figure', () => told.find(({ devices }) => devices[0]?.utilisation === 0.88));
  await agent.request('look', { isLooking: false });
  assert.equal((await gpu.streams()).length, 2, 'the other one still looks');
  await other[Symbol.asyncDispose]();
  await until('no stream', async () => ((await gpu.streams()).length === 0 ? true : undefined));
  assert.equal((await gpu.runs()).filter(({ isLoop }) => isLoop).length, 2);
});

test('foreign processes are shown, shrink what fits and are named by a refusal', async () => {
  await using home = await temporaryHome();
  const { gpu, agent } = await start(home.path, {
    devices: [fakeDevice(0, { 'memory.used': 4700 })],
    processes: [fakeProcess(process.pid, 4200), fakeProcess(1, '[N/A]')],
  });
  await using _ = agent;
  const {
    devices: [view],
  } = await agent.request('inventory', null);
  assert.deepEqual(
    view?.foreign.map(({ pid, usedMiB }) => [pid, usedMiB]),
    [[process.pid, 4200]],
  );
  assert.deepEqual([view?.freeMiB, view?.otherMiB, view?.usedMiB], [5300, 500, 4700]);
  const small = await fakeSpec(home.path, 'small', { amount: 0.53, port: 18_610 });
  const large = await fakeSpec(home.path, 'large', { amount: 0.54, port: 18_611 });
  assert.deepEqual((await agent.request('plan', { spec: small, options: {} })).problems, []);
  const problem = await agent.request('deploy', { spec: large, options: {} }).then(
    () => assert.fail('it was not refused'),
    (error: unknown) => (error as { data: LaunchProblem }).data,
  );
  assert.equal(problem.reason, 'noFit');
  assert.match(problem.message, new RegExp(`free 5\\.2 GiB; pid ${process.pid} \\S+ holds 4\\.1 GiB, others hold 0\\.5 GiB\\.`));
  await gpu.change({ devices: [fakeDevice()], processes: [] });
  await inventoryWhere(agent, 'all free again', ({ devices: [now] }) => now?.freeMiB === 10_000);
  assert.deepEqual((await agent.request('plan', { spec: large, options: {} })).problems, []);
});

test("a job's own process is not foreign; its memory is the driver's figure; over the limit it is stopped with the numbers", async () => {
  await using home = await temporaryHome();
  const { gpu, agent } = await start(home.path, { devices: [fakeDevice(), fakeDevice(1)] });
  await using _ = agent;
  const spec = await fakeSpec(home.path, 'own', { amount: 0.5, port: 18_620 });
  const { id } = await agent.request('deploy', { spec, options: { deviceUuid: '1' } });
  await agent.jobIn(id, 'running');
  const pid = await enginePid(agent, id);
  await gpu.change({
    devices: [fakeDevice(), fakeDevice(1, { 'memory.used': 3000, 'memory.free': 7000 })],
    processes: [fakeProcess(pid, 3000, 1)],
  });
  const seen = await inventoryWhere(agent, 'its memory', ({ devices: [, view] }) => view?.slices[0]?.usedMiB === 3000);
  assert.deepEqual(seen.devices[1]?.foreign, []);
  assert.deepEqual([seen.devices[1]?.freeMiB, seen.devices[1]?.slices[0]?.enforcement], [5000, 'watchdog']);
  await gpu.change({
    devices: [fakeDevice(), fakeDevice(1, { 'memory.used': 5100 })],
    processes: [fakeProcess(pid, 5100, 1)],
  });
  const job = await agent.jobIn(id, 'OOMKilled');
  assert.match(job.exit?.message ?? '', /used 5100 MiB, limit 5000 MiB, request 5000 MiB, on Fake 10GB \(gpu 1\)/);
  assert.equal(job.lastSlices?.[0]?.enforcement, 'watchdog');
  // the driver still lists what has just ended: that takes no room from the next one
  const again = await agent.request('restart', { jobId: id });
  assert.equal(again.state, 'preparing');
});

test('where the driver does not tell the memory of processes, no watchdog is claimed and nothing is counted twice', async () => {
  await using home = await temporaryHome();
  const { gpu, agent } = await start(home.path, { devices: [fakeDevice()] });
  await using _ = agent;
  const { id } = await agent.request('deploy', { spec: await fakeSpec(home.path, 'wsl', { port: 18_630 }), options: {} });
  await agent.jobIn(id, 'running');
  const pid = await enginePid(agent, id);
  await gpu.change({ devices: [fakeDevice(0, { 'memory.used': 4000 })], processes: [fakeProcess(pid, '[N/A]')] });
  const {
    devices: [view],
  } = await inventoryWhere(agent, 'used', ({ devices: [now] }) => now?.usedMiB === 4000 && now.slices[0]?.usedMiB === undefined);
  assert.deepEqual([view?.slices[0]?.enforcement, view?.freeMiB, view?.foreign], ['engine', 5000, []]);
  await gpu.change({ devices: [fakeDevice(0, { 'memory.used': 9900 })] });
  await inventoryWhere(agent, 'others', ({ devices: [now] }) => now?.freeMiB === 100 && now.otherMiB === 4900);
  assert.equal((await agent.job(id)).state, 'running');
});

test('an engine on the CPU says that it leaves its slice of a real device unused', async () => {
  await using home = await temporaryHome();
  const { agent } = await start(home.path, { devices: [fakeDevice()] });
  await using _ = agent;
  const spec = await fakeSpec(home.path, 'cpu', { port: 18_635 });
  const { notes } = await agent.request('plan', { spec, options: { engine: 'embedded' } });
  assert.ok(notes.some((note) => /runs on the CPU.*uses nothing of the GPU/.test(note)));
  const own = await agent.request('plan', { spec, options: {} });
  assert.ok(!own.notes.some((note) => /CPU/.test(note)));
});

test('engines on one device start one after the other, and who waits can be stopped', async () => {
  await using home = await temporaryHome();
  const { agent } = await start(home.path, { devices: [fakeDevice(), fakeDevice(1)] });
  await using _ = agent;
  const deploy = async (name: string, port: number, model: string, deviceUuid: string) =>
    agent.request('deploy', {
      spec: await fakeSpec(home.path, name, { port, model, amount: 0.25 }),
      options: { deviceUuid },
    });
  const first = await deploy('first', 18_640, 'neverReady.gguf', '0');
  await agent.jobIn(first.id, 'starting');
  const second = await deploy('second', 18_641, 'calm.gguf', '0');
  const third = await deploy('third', 18_642, 'calm.gguf', '0');
  const elsewhere = await deploy('elsewhere', 18_643, 'calm.gguf', '1');
  await agent.jobIn(elsewhere.id, 'running');
  for (const { id } of [second, third]) {
    const waiting = await until('it waits', async () => {
      const job = await agent.job(id);
      return job.progress?.startsWith('waiting') === true ? job : undefined;
    });
    assert.deepEqual([waiting.state, waiting.progress], ['preparing', 'waiting for first to finish starting on gpu 0']);
  }
  assert.equal((await agent.request('stop', { jobId: third.id })).state, 'stopped');
  await agent.request('stop', { jobId: first.id });
  await agent.jobIn(second.id, 'running');
});

test('a hung nvidia-smi hangs nobody: the last figures are shown and said to be old', async () => {
  await using home = await temporaryHome();
  const { gpu, agent } = await start(home.path, { devices: [fakeDevice(0, { 'memory.used': 10 })] });
  await using _ = agent;
  assert.equal((await agent.request('inventory', null)).source, 'nvidia-smi');
  await gpu.change({ mode: 'hang' });
  const { devices, notes } = await inventoryWhere(agent, 'a note', (inventory) => /does not answer/.test(inventory.notes.join()));
  assert.equal(devices[0]?.usedMiB, 10);
  assert.match(notes.join(), /figures are from \d+ s ago/);
  const job = await agent.request('deploy', { spec: await fakeSpec(home.path, 'patient', { port: 18_650 }), options: {} });
  await agent.jobIn(job.id, 'running');
  await gpu.change({ devices: [fakeDevice(0, { 'memory.used': 20 })] });
});

test('a child that ends is started again, not every second, and a lost device is said to be lost', async () => {
  await using home = await temporaryHome();
  const { gpu, agent } = await start(home.path, { mode: 'crash', devices: [fakeDevice(), fakeDevice(1)] });
  await using _ = agent;
  await agent.request('look', { isLooking: true });
  await until('started three times', async () =>
    (await gpu.runs()).filter(({ what, isLoop }) => isLoop && what === 'gpu').length >= 3 ? true : undefined,
  );
  await gpu.set({ devices: [fakeDevice(1)] });
  const { devices } = await inventoryWhere(agent, 'lost', (inventory) => inventory.devices[0]?.unusable !== undefined);
  assert.match(devices[0]?.unusable ?? '', /does not list it any more/);
  assert.equal(devices[1]?.unusable, undefined);
});

const off = { GPU_FRACTIONS_SIMULATE: 'off' };
const sources: readonly {
  readonly name: string;
  readonly state: FakeState;
  readonly env?: Readonly<Record<string, string>>;
  readonly source: Inventory['source'];
  readonly note?: RegExp;
}[] = [
  {
    name: 'a driver that fails',
    state: { mode: 'fail' },
    source: 'simulated',
    note: /couldn't communicate with the NVIDIA driver/,
  },
  { name: 'a driver that fails, never simulating', state: { mode: 'fail' }, env: off, source: 'none', note: /communicate/ },
  { name: 'no GPU in the machine', state: {}, source: 'simulated', note: /No devices were found/ },
  {
    name: 'an older driver without a field',
    state: { devices: [fakeDevice()], unknownFields: ['mig.mode.current', 'memory.free'] },
    source: 'nvidia-smi',
  },
  { name: 'never simulating, with a device', state: { devices: [fakeDevice()] }, env: off, source: 'nvidia-smi' },
];

for (const { name, state, env, source, note } of sources) {
  test(`the source of devices: ${name}`, async () => {
    await using home = await temporaryHome();
    const { agent } = await start(home.path, state, env);
    await using _ = agent;
    const inventory = await agent.request('inventory', null);
    assert.equal(inventory.source, source);
    assert.equal(inventory.devices.length, source === 'none' ? 0 : 1);
    assert.match(inventory.notes.join(' '), note ?? /^/);
    assert.equal(inventory.devices[0]?.device.simulated ?? false, source === 'simulated');
  });
}

test('a simulated home never runs nvidia-smi, and off without it finds nothing', async () => {
  await using home = await temporaryHome();
  const { gpu, agent } = await start(home.path, { devices: [fakeDevice()] }, { GPU_FRACTIONS_SIMULATE: '2xH100' });
  await using _ = agent;
  await agent.request('look', { isLooking: true });
  assert.equal((await agent.request('inventory', null)).devices.length, 2);
  assert.deepEqual(await gpu.runs(), []);

  await using bare = await temporaryHome();
  await using nothing = await TestAgent.start(bare.path, off);
  assert.equal((await nothing.request('inventory', null)).source, 'none');
  const { problems } = await nothing.request('plan', { spec: await fakeSpec(bare.path, 'x', { port: 18_660 }), options: {} });
  assert.match(problems[0]?.message ?? '', /there is no such GPU here/);
});

test('after kill -9 of the agent no nvidia-smi runs on; the next agent adopts the job and says that its device is gone', async () => {
  await using home = await temporaryHome();
  const { gpu, agent } = await start(home.path, { devices: [fakeDevice(), fakeDevice(1)] });
  const spec = await fakeSpec(home.path, 'left', { port: 18_670 });
  const { id } = await agent.request('deploy', { spec, options: { deviceUuid: '1' } });
  await agent.jobIn(id, 'running');
  await until('two streams', async () => ((await gpu.streams()).length === 2 ? true : undefined));
  await gpu.change({ devices: [fakeDevice()] });
  await agent.kill9();
  await until('no stream', async () => ((await gpu.streams()).length === 0 ? true : undefined));
  await using next = await TestAgent.start(home.path, gpu.env);
  const { notes } = await inventoryWhere(next, 'the note', (inventory) => inventory.source === 'nvidia-smi');
  assert.match(notes.join(), new RegExp(`left goes on, but the device of its slice \\(${fakeUuid(1)}\\) is not here any more`));
  assert.equal((await next.job(id)).state, 'running');
});
