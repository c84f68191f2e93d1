import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findMeantKey, knownKeys } from './nearMiss.ts';

test('near misses are known for what they mean', () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    'gpu-fraction': [
      'gpu_fraction',
      'gpuFraction',
      'GPU-Fraction',
      'gpu.fraction',
      'gpu-fractions',
      'gpufraction',
      'gpu-fracton',
      'gpu-fractoin',
      'gpu-fractiom',
      'nvidia.com/gpu-fraction',
      'runai/gpu-fraction',
      'run.ai/gpu-fraction',
      'kai.scheduler/gpu-fraction',
      'nvidia.com/gpu_fraction',
    ],
    'gpu-memory': ['gpu_memory', 'gpuMemory', 'gpu-memroy', 'gpu-memmory', 'nvidia.com/gpu.memory', 'runai/gpu-memory'],
    'gpu-fraction.limit': [
      'gpu-fraction-limit',
      'gpu_fraction_limit',
      'gpuFractionLimit',
      'runai-gpu-limit',
      'gpu-memory-portion-limit',
      'gpu-fractions.limit',
    ],
    'gpu-memory.limit': ['gpu-memory-limit', 'gpuMemoryLimit', 'gpu-memory-size-limit'],
    'gpu-fraction-num-devices': ['gpu-fraction-num-device', 'gpu_fraction_num_devices', 'gpu-fraction-devices'],
    'gpu-fraction-container-name': ['gpu-fraction-container', 'gpuFractionContainerName'],
  };
  for (const [meant, keys] of Object.entries(cases)) for (const key of keys) assert.equal(findMeantKey(key), meant, key);
});

test('keys that are right or unrelated raise no alarm', () => {
  const keys = [
    ...knownKeys,
    'cpu-memory',
    'memory',
    'fraction',
    'gpu',
    'gpu-type',
    'gpu-model',
    'gpu-count',
    'gpu-memory-2',
    'gpu-memory-bandwidth',
    'cpu-fraction',
    'example.com/gpu-fraction',
    'mps',
    'nvidia.com/gpu',
    'nvidia.com/gpu.count',
    'nvidia.com/gpu.product',
    'nvidia.com/gpumem',
    'nvidia.com/container.server.gpu-memory.request',
    'nvidia.com/container.server.gpu-memory.limit',
    'kai.scheduler/queue',
    'runai/queue',
    'received-resource-type',
    'runai/shared-gpu-configmap',
    'nvidia.com/use-gputype',
    'constructor',
    '__proto__',
    '',
  ];
  for (const key of keys) assert.equal(findMeantKey(key), undefined, key);
});
