import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib, share } from '../gpu/quantity.ts';
import type { FractionRequest } from '../gpu/request.ts';
import type { DeviceView } from '../protocol/agent.ts';
import { launchOptions, overrideRequest } from './launchOptions.ts';
import { UsageError } from './usage.ts';

const half: FractionRequest = {
  devices: 1,
  request: { kind: 'share', share: share(0.5) },
  limit: { kind: 'share', share: share(0.7) },
  container: 'server',
};
const device: DeviceView = {
  device: { uuid: 'GPU-1', index: 1, product: 'NVIDIA-L4', memoryMiB: mib(23034), simulated: true },
  countedMiB: 23000,
  freeMiB: 23000,
  slices: [],
  foreign: [],
  usedMiB: null,
  utilisation: null,
  powerWatts: null,
};
const silent = () => undefined;

test('without flags the request of the file stands', () => {
  assert.deepEqual(overrideRequest(half, {}, silent), half);
});

test('another request drops the limit of the file, which belonged to the other request', () => {
  const { limit, request } = overrideRequest(half, { fraction: '25%' }, silent);
  assert.deepEqual(request, { kind: 'share', share: 0.25 });
  assert.equal(limit, undefined);
});

test('memory and limit in any unit; rounding is said', () => {
  const said: string[] = [];
  const result = overrideRequest(half, { memory: '1GB', limit: '2GiB' }, (text) => said.push(text));
  assert.deepEqual(result.request, { kind: 'memory', memoryMiB: 954 });
  assert.deepEqual(result.limit, { kind: 'memory', memoryMiB: 2048 });
  assert.match(said.join(), /954 MiB/);
});

test('what cannot be read names the flag and the value', () => {
  for (const [flags, expected] of [
    [{ fraction: '8GiB' }, /--fraction 8GiB/],
    [{ memory: '0.5' }, /--memory 0.5/],
    [{ fraction: 'half' }, /--fraction .*half/],
    [{ limit: '0' }, /--limit .*0/],
    [{ fraction: '0.5', memory: '1GiB' }, /--fraction and --memory/],
  ] as const) {
    assert.throws(
      () => overrideRequest(half, flags, silent),
      (error) => error instanceof UsageError && expected.test(error.message),
    );
  }
});

test('a device is named by index or UUID; an unknown one lists those there are', () => {
  assert.equal(launchOptions({ device: '1' }, [device]).deviceUuid, 'GPU-1');
  assert.equal(launchOptions({ device: 'GPU-1' }, [device]).deviceUuid, 'GPU-1');
  assert.throws(() => launchOptions({ device: '7' }, [device]), /--device 7: no such GPU. GPUs: 1 \(GPU-1\)/);
});

test('a model path becomes absolute, a name stays a name', () => {
  assert.equal(launchOptions({ model: 'tiny-random' }, []).model, 'tiny-random');
  assert.match(launchOptions({ model: './m.gguf' }, []).model ?? '', /^\/.*\/m\.gguf$/);
  assert.match(launchOptions({ model: 'm.gguf' }, []).model ?? '', /^\//);
});
