import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { SmiStream } from '../../src/agent/devices/smiStream.ts';
import { temporaryHome } from '../support/temporaryHome.ts';
import { fakeDevice, FakeGpu, type FakeState } from './support/fakeGpu.ts';
import { until } from './support/testAgent.ts';

/** A stream of a fake machine, and what it told. */
async function streamOf(home: string, state: FakeState) {
  const gpu = await FakeGpu.create(home, state);
  const lines: string[] = [];
  const breaks: string[] = [];
  const stream = new SmiStream({
    program: { path: join(home, 'bin/nvidia-smi'), env: { ...gpu.env, PATH: '/usr/bin:/bin' } },
    args: () => ['--query-gpu=index,utilization.gpu', '--format=csv,noheader,nounits', '-l', '1'],
    onLine: (line) => lines.push(line) > 0,
    onStart: () => undefined,
    onBreak: (why) => void breaks.push(why),
    silenceMs: 1500,
  });
  return { gpu, stream, lines, breaks, [Symbol.dispose]: () => stream.end() };
}

test('a stream that falls silent is ended and started again, never two at a time', async () => {
  await using home = await temporaryHome();
  using fake = await streamOf(home.path, { devices: [fakeDevice()] });
  const { gpu, stream, lines, breaks } = fake;
  stream.begin();
  await until('two rows', () => lines.length >= 2 || undefined);
  const [first] = await gpu.streams();
  await gpu.change({ mode: 'hang' });
  await until('both breaks', () => breaks.length >= 2 || undefined);
  assert.deepEqual(breaks.slice(0, 2), ['silent', 'ended']);
  await gpu.set({ devices: [fakeDevice(0, { 'utilization.gpu': 77 })] });
  await until('rows again', () => lines.includes('0, 77') || undefined);
  const running = await gpu.streams();
  assert.equal(running.length, 1);
  assert.notEqual(running[0]?.pid, first?.pid);
});

test('a stream that is begun again while it still ends goes on without a break', async () => {
  await using home = await temporaryHome();
  using fake = await streamOf(home.path, { devices: [fakeDevice()] });
  const { gpu, stream, lines, breaks } = fake;
  stream.begin();
  await until('a row', () => lines.length > 0 || undefined);
  stream.end();
  stream.begin();
  const before = lines.length;
  await until('more rows', () => lines.length > before || undefined);
  assert.deepEqual(breaks, []);
  await until('one stream', async () => ((await gpu.streams()).length === 1 ? true : undefined));
  stream.end();
  await until('none', async () => ((await gpu.streams()).length === 0 ? true : undefined));
});
