import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib } from '../../gpu/quantity.ts';
import { findWorkloads } from '../../manifest/requests.ts';
import { sizeHints } from './hintTexts.ts';

const h100 = { product: 'NVIDIA-H100-80GB-HBM3', memoryMiB: mib(81_559) };
const l4 = { product: 'NVIDIA-L4', memoryMiB: mib(23_034) };

function hintsIn(annotations: string, models = [h100]): readonly string[] {
  const text = `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n${annotations}spec:\n  schedulerName: kai-scheduler\n  containers:\n    - name: server\n      image: x\n`;
  return findWorkloads(text)
    .flatMap((found) => sizeHints(found, models))
    .map(({ position: { line }, text: size }) => `${line + 1} ${size}`);
}

test('the size of a share stands behind it, and that of its limit behind the limit', () => {
  assert.deepEqual(hintsIn('    gpu-fraction: "0.5"\n    gpu-fraction.limit: "0.75"\n'), [
    '6 = 39.8 GiB of an H100 80GB',
    '7 = 59.7 GiB of an H100 80GB',
  ]);
});

test('memory is a share of the first model that is large enough; several devices say each and all', () => {
  assert.deepEqual(hintsIn('    gpu-memory: "40000"\n', [l4, h100]), ['6 = 0.5 of an H100 80GB']);
  assert.deepEqual(hintsIn('    gpu-fraction: "0.5"\n    gpu-fraction-num-devices: "2"\n'), [
    '6 = 2 × 39.8 GiB of an H100 80GB: 79.6 GiB',
  ]);
});

test('nothing is said while no model is known, of what no model holds, and of a request that cannot be read', () => {
  assert.deepEqual(hintsIn('    gpu-fraction: "0.5"\n', []), []);
  assert.deepEqual(hintsIn('    gpu-memory: "90000"\n'), []);
  assert.deepEqual(hintsIn('    gpu-fraction: "50%"\n'), []);
});
