import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePiece, type FixedPiece } from './piece.ts';
import { mib } from './quantity.ts';

const mig = { kind: 'mig', profile: '1g.10gb', container: 'a' } as const;
const replica = { kind: 'replica', resource: 'nvidia.com/gpu.shared', container: 'a' } as const;

const cases: readonly (readonly [FixedPiece, string])[] = [
  [{ ...mig, count: 1 }, 'one MIG device 1g.10gb'],
  [{ ...mig, count: 2, memoryMiB: mib(10_240) }, '2 MIG devices 1g.10gb'],
  [{ ...replica, count: 1 }, 'one replica of a shared GPU'],
  [{ ...replica, count: 1, perGpu: 4 }, '1 of 4 replicas of a GPU'],
  [{ ...replica, count: 5, perGpu: 4 }, '5 replicas of shared GPUs'],
  [{ ...replica, count: 1, perGpu: 4, sharing: 'mps' }, '1 of 4 replicas of a GPU, by MPS in equal parts'],
];

for (const [piece, words] of cases) {
  test(`a piece in words: ${words}`, () => assert.equal(describePiece(piece), words));
}
