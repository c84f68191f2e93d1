// Runs when asked only (npm run test:gpu), on a machine with an NVIDIA GPU; reads the device, and takes 3 GiB of it for a moment.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { readProcessTable } from '../../src/agent/jobs/processTable.ts';
import { findExecutable } from '../../src/agent/launch/executables.ts';
import { mib } from '../../src/gpu/quantity.ts';
import type { CommandSpec, Inventory } from '../../src/protocol/agent.ts';
import { TestAgent, until } from '../agent/support/testAgent.ts';
import { removeBundle } from '../support/bundle.ts';
import { temporaryHome } from '../support/temporaryHome.ts';

after(removeBundle);

const path = process.env['PATH'] ?? '';
const python = findExecutable('python3', path);

/** Never simulates: what it shows is real. */
function start(home: string): Promise<TestAgent> {
  return TestAgent.start(home, { PATH: path, GPU_FRACTIONS_SIMULATE: 'off' });
}

async function ask(fields: string): Promise<readonly (readonly string[])[]> {
  const args = [`--query-gpu=${fields}`, '--format=csv,noheader,nounits'];
  const { stdout } = await promisify(execFile)('nvidia-smi', args);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()));
}

/** Long-lived nvidia-smi below this agent. */
function streams(agentPid: number): readonly string[] {
  const table = readProcessTable();
  return [...table.values()]
    .filter(({ parent }) => table.get(parent)?.parent === agentPid)
    .map(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '))
    .filter((line) => !line.startsWith('/bin/sh') && /--query-(gpu|compute-apps)/.test(line) && / -l 1/.test(line));
}

function holdMemory(home: string, mebibytes: number): CommandSpec {
  return {
    source: 'command',
    identity: { kind: 'Command', namespace: 'local', name: `hold-${mebibytes}` },
    argv: [python ?? '', join(import.meta.dirname, 'support/holdDeviceMemory.py'), String(mebibytes)],
    cwd: home,
    env: Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    request: { devices: 1, request: { kind: 'memory', memoryMiB: mib(2048) }, container: 'command' },
  };
}

test('the inventory is what nvidia-smi says', async () => {
  await using home = await temporaryHome();
  await using agent = await start(home.path);
  const { source, devices, notes } = await agent.request('inventory', null);
  assert.equal(source, 'nvidia-smi', notes.join(' '));
  const rows = await ask('index,uuid,memory.total');
  assert.deepEqual(
    devices.map(({ device }) => [String(device.index), device.uuid, device.memoryMiB]),
    rows.map(([index, uuid, total]) => [index, uuid, Number(total)]),
  );
  for (const { device, freeMiB, countedMiB, usedMiB, utilisation, powerWatts, unusable, foreign } of devices) {
    assert.equal(device.simulated, false);
    assert.ok(countedMiB > device.memoryMiB - 100 && freeMiB <= countedMiB);
    if (unusable === undefined) {
      assert.ok(usedMiB !== null && usedMiB >= 0 && usedMiB < device.memoryMiB, `used: ${usedMiB}`);
      assert.ok(utilisation === null || (utilisation >= 0 && utilisation <= 1), `utilisation: ${utilisation}`);
      assert.ok(powerWatts === null || (powerWatts > 0 && powerWatts < 2000), `power: ${powerWatts}`);
      assert.ok(foreign.every((process) => process.usedMiB <= device.memoryMiB));
    }
  }
});

test('who looks has the devices read by one child a query, and none is left afterwards', async () => {
  await using home = await temporaryHome();
  await using agent = await start(home.path);
  await agent.request('inventory', null);
  await agent.request('look', { isLooking: true });
  await until('two streams', () => (streams(agent.address.pid).length === 2 ? true : undefined));
  // a stream that told nothing would be noted as silent after ten seconds
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  assert.deepEqual(
    (await agent.request('inventory', null)).notes.filter((note) => note.includes('nvidia-smi')),
    [],
  );
  assert.equal(streams(agent.address.pid).length, 2);
  await agent.request('look', { isLooking: false });
  await until('no stream', () => (streams(agent.address.pid).length === 0 ? true : undefined));
});

test(
  "a command's memory is the driver's figure, and over its limit it is stopped",
  { skip: python === undefined && 'no python3' },
  async (t) => {
    await using home = await temporaryHome();
    await using agent = await start(home.path);
    const deploy = (mebibytes: number) => agent.request('deploy', { spec: holdMemory(home.path, mebibytes), options: {} });
    const sliceOf = (inventory: Inventory) => inventory.devices.flatMap(({ slices }) => slices)[0];

    const { id } = await deploy(512);
    const log = await until('what it holds', async () => {
      const { text } = await agent.request('logs', { jobId: id, offset: 0, maxBytes: 10_000 });
      const { state } = await agent.job(id);
      return text.includes('holds') || state === 'failed' ? text : undefined;
    });
    assert.match(log, /holds 512 MiB, sees 1 devices/);
    const told = await until('its memory', async () => {
      const now = await agent.request('inventory', null);
      return (sliceOf(now)?.usedMiB ?? 0) >= 512 ? now : undefined;
    }).catch(() => undefined);
    if (told === undefined) {
      const { notes, devices } = await agent.request('inventory', null);
      assert.notEqual(devices.flatMap(({ slices }) => slices)[0]?.enforcement, 'watchdog', 'a watchdog that sees nothing');
      t.skip(`the driver does not tell the memory of this process here: ${notes.join(' ')}`);
      return;
    }
    assert.equal(sliceOf(told)?.enforcement, 'watchdog');
    assert.ok((sliceOf(told)?.usedMiB ?? 0) < 2048);
    const pid = Number(/pid (\d+) holds/.exec(log)?.[1]);
    assert.ok(told.devices.every(({ foreign }) => foreign.every((process) => process.pid !== pid)));
    await agent.request('stop', { jobId: id });

    const greedy = await deploy(3072);
    const job = await agent.jobIn(greedy.id, 'OOMKilled', 'failed');
    assert.match(job.exit?.message ?? '', /used \d+ MiB, limit 2048 MiB, request 2048 MiB/);
    assert.equal(job.state, 'OOMKilled');
  },
);
