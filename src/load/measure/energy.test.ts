import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureEnergy, type PowerSample } from './energy.ts';

const figures = { steady: { fromSeconds: 1, toSeconds: 5 }, tokensPerSecond: 600 };

const energyOf = (samples: readonly (readonly [number, number])[], rest: Partial<typeof figures> = {}) =>
  measureEnergy(
    samples.map(([at, watts]): PowerSample => ({ at, watts })),
    { ...figures, ...rest },
    'nvidia-smi',
  );

test('energy is the area under the samples, from the start of the steady window to its end', () => {
  // from 200 W at 1 s to 400 W at 3 s, and 400 W until 5 s
  const energy = energyOf([
    [0, 100],
    [2000, 300],
    [3000, 400],
    [9000, 400],
  ]);
  assert.deepEqual(energy, { joules: 1400, meanWatts: 350, tokensPerJoule: 600 / 350, source: 'nvidia-smi' });
});

test('before the first sample and after the last one power stays as it was', () => {
  const energy = energyOf([
    [2000, 100],
    [3000, 100],
  ]);
  assert.deepEqual([energy?.joules, energy?.meanWatts, energy?.tokensPerJoule], [400, 100, 6]);
});

test('one sample is no energy, nor are those of another time; a device without power has no tokens to a joule', () => {
  assert.equal(energyOf([[2000, 100]]), undefined);
  assert.equal(
    energyOf([
      [0, 100],
      [500, 100],
    ]),
    undefined,
  );
  const off = energyOf([
    [2000, 0],
    [3000, 0],
  ]);
  assert.deepEqual([off?.joules, off?.tokensPerJoule], [0, null]);
});
