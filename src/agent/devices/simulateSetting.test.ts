import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { StartError } from '../startError.ts';
import { readSimulateSetting } from './simulateSetting.ts';

const good: readonly [string | undefined, readonly (readonly [string, number])[]][] = [
  [undefined, [['NVIDIA-H100-80GB-HBM3', 81_559]]],
  ['  ', [['NVIDIA-H100-80GB-HBM3', 81_559]]],
  ['2xNVIDIA-H100-80GB-HBM3', Array.from({ length: 2 }, () => ['NVIDIA-H100-80GB-HBM3', 81_559] as const)],
  ['NVIDIA-L4', [['NVIDIA-L4', 23_034]]],
  ['3 x nvidia-h200', Array.from({ length: 3 }, () => ['NVIDIA-H200', 143_771] as const)],
  ['1xT4', [['Tesla-T4', 15_360]]],
  ['{"memory": 24576}', [['Simulated GPU', 24_576]]],
  [
    '{"memory": "24GiB", "count": 2, "product": "Mine"}',
    [
      ['Mine', 24_576],
      ['Mine', 24_576],
    ],
  ],
  ['{"memory": "2GB"}', [['Simulated GPU', 1908]]],
  ['{"memory": "512Mi"}', [['Simulated GPU', 512]]],
  ['{"memory": "8192"}', [['Simulated GPU', 8192]]],
  ['{"product": "NVIDIA-A10"}', [['NVIDIA-A10', 23_028]]],
  [
    '[{"memory": 1000}, {"memory": 2000, "product": "B"}]',
    [
      ['Simulated GPU', 1000],
      ['B', 2000],
    ],
  ],
  ['{"devices": [{"memory": 1000}]}', [['Simulated GPU', 1000]]],
];

for (const [setting, expected] of good) {
  test(`GPU_FRACTIONS_SIMULATE=${setting ?? '(absent)'}`, () => {
    assert.deepEqual(
      readSimulateSetting(setting).map(({ product, memoryMiB }) => [product, memoryMiB]),
      expected,
    );
  });
}

const bad: readonly [string, RegExp][] = [
  ['0xNVIDIA-L4', /count is 0\. Write a whole number from 1/],
  ['65xNVIDIA-L4', /count is 65/],
  ['NVIDIA-Q9000', /product "NVIDIA-Q9000" is not known.*"memory"/],
  ['2x', /"2x"/],
  ['{"memory": -5}', /memory is -5/],
  ['{"memory": 1.5}', /memory is 1\.5/],
  ['{"memory": 50}', /memory is 50.*at least 100 MiB/],
  ['{"memory": "50 %"}', /memory: .*50 %/],
  ['{"memory": null}', /memory is null/],
  ['{"count": 2}', /memory is missing/],
  ['{"memory": 1000, "count": "two"}', /count is "two"/],
  ['{"memory": 1000, "count": 1.5}', /count is 1\.5/],
  ['{"memory": 1000, "product": 7}', /product is 7/],
  ['[{"memory": 1000}, {"memory": "x"}]', /devices\[1\]\.memory/],
  ['[]', /empty list/],
  ['{"memory": 1000', /not JSON/],
  ['/nowhere/at/all.json', /"\/nowhere\/at\/all\.json" cannot be read/],
];

for (const [setting, message] of bad) {
  test(`GPU_FRACTIONS_SIMULATE=${setting} is refused with field, value and cure`, () => {
    assert.throws(
      () => readSimulateSetting(setting),
      (error: unknown) => error instanceof StartError && error.reason === 'badSimulate' && message.test(error.message),
    );
  });
}

test('the setting may be the path of a file', () => {
  const directory = mkdtempSync(join(tmpdir(), 'simulate-'));
  try {
    const file = join(directory, 'gpus.json');
    writeFileSync(file, '\n{"memory": "1GiB", "count": 2}\n');
    assert.equal(readSimulateSetting(file).length, 2);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
