import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { memoryOfShare } from '../../gpu/fraction.ts';
import { mib } from '../../gpu/quantity.ts';
import { cudaContextMiB, estimateMemory, smallestShare } from './estimateMemory.ts';
import { findKnownModel } from './knownModels.ts';
import { kvBytesPerSequence, kvBytesPerToken, type KvFormat } from './kvCache.ts';
import type { ModelShape } from './modelShape.ts';

const half: KvFormat = { keys: 'float16', values: 'float16' };

function known(id: string): ModelShape {
  return findKnownModel(id) ?? assert.fail(id);
}

test('bytes that a token keeps, by hand', () => {
  const cases: readonly (readonly [id: string, format: KvFormat, bytes: number])[] = [
    // 32 layers x 8 heads x 128 x (keys + values) x 2 bytes
    ['llama-3.1-8b', half, 32 * 8 * 128 * 2 * 2],
    ['llama-3.1-8b', { keys: 'fp8', values: 'fp8' }, 32 * 8 * 128 * 2],
    // blocks of 32: 34 bytes in q8_0, 18 in q4_0
    ['llama-3.1-8b', { keys: 'q8_0', values: 'q4_0' }, (32 * 8 * 128 * (34 + 18)) / 32],
    ['llama-2-7b', half, 32 * 32 * 128 * 2 * 2],
    // the latent and the part with the position, once, in each of 27 and 61 layers
    ['deepseek-v2-lite', half, 27 * (512 + 64) * 2],
    ['deepseek-v3', half, 61 * (512 + 64) * 2],
    ['bge-base-en-v1.5', half, 0],
  ];
  for (const [id, format, bytes] of cases) assert.equal(kvBytesPerToken(known(id), format), bytes, id);
});

test('a layer that slides keeps no more than its window', () => {
  // 12 layers of 128 tokens, 12 of all 8192; 8 heads x 64 x 2 x 2 bytes
  assert.equal(kvBytesPerSequence(known('gpt-oss-20b'), half, 8192), (12 * 128 + 12 * 8192) * 8 * 64 * 4);
  assert.equal(kvBytesPerSequence(known('gpt-oss-20b'), half, 100), 24 * 100 * 8 * 64 * 4);
  // 26 layers, each sixth is full: 4 of them; 1 head x 256
  assert.equal(kvBytesPerSequence(known('gemma-3-1b'), half, 32_768), (22 * 512 + 4 * 32_768) * 256 * 4);
  assert.equal(kvBytesPerSequence(known('mistral-7b-v0.1'), half, 32_768), 32 * 4096 * 8 * 128 * 4);
});

test('devices share heads, one each at least; each has the whole latent', () => {
  const llama = known('llama-3.1-8b');
  assert.equal(kvBytesPerToken(llama, half, 2), kvBytesPerToken(llama, half) / 2);
  assert.equal(kvBytesPerToken(llama, half, 16), kvBytesPerToken(llama, half) / 8);
  const latent = known('deepseek-v3');
  assert.equal(kvBytesPerToken(latent, half, 8), kvBytesPerToken(latent, half));
});

test('an estimate is the sum of its parts: Llama 3.1 8B, 8192 tokens, 4 sequences', () => {
  const estimate = estimateMemory({ shape: known('meta-llama/Llama-3.1-8B-Instruct'), contextTokens: 8192, sequences: 4 });
  const activationBytes = 8192 * (4 * 4096 + 3 * 4096 + 3 * 14_336) * 2 + 4 * 128_256 * 8;
  assert.deepEqual(estimate, {
    // 16,060,522,496 bytes
    weightsMiB: 15_317,
    kvMiBPerSequence: 1024,
    kvMiB: 4096,
    activationMiB: Math.ceil(activationBytes / 1_048_576),
    contextMiB: cudaContextMiB,
    totalMiB: 15_317 + 4096 + Math.ceil(activationBytes / 1_048_576) + cudaContextMiB,
  });
});

test('conversions at the start, and what is stored', () => {
  const shape = known('llama-3.1-8b');
  const weightsOf = (question: Partial<Parameters<typeof estimateMemory>[0]>): number =>
    estimateMemory({ shape, contextTokens: 1, sequences: 1, ...question }).weightsMiB;
  assert.equal(weightsOf({ weightDtype: 'float32' }), Math.ceil((8_030_261_248 * 4) / 1_048_576));
  const linear = 6_979_321_856;
  assert.equal(weightsOf({ weightDtype: 'fp8' }), Math.ceil((linear + (8_030_261_248 - linear) * 2) / 1_048_576));
  assert.equal(weightsOf({ tensorParallel: 2 }), Math.ceil(8_030_261_248 / 1_048_576));
  const awq = known('someone/Llama-3.1-8B-Instruct-AWQ');
  assert.equal(weightsOf({ shape: awq, weightDtype: 'fp8' }), weightsOf({ shape: awq }));
  assert.equal(weightsOf({ shape: awq }), Math.ceil(5_727_854_592 / 1_048_576));
  if (shape.weights.kind !== 'tensors') assert.fail('a GGUF file');
  const stored: ModelShape = { ...shape, weights: { ...shape.weights, storedBytes: 10 * 1_048_576 } };
  assert.equal(weightsOf({ shape: stored }), 10);
  assert.equal(weightsOf({ shape: stored, weightDtype: 'bfloat16' }), 10);
  assert.equal(weightsOf({ shape: stored, weightDtype: 'float32' }), weightsOf({ weightDtype: 'float32' }));
});

test('the smallest share holds it, in hundredths, and one hundredth less does not', () => {
  const cases: readonly (readonly [totalMiB: number, countedMiB: number, share: number | undefined])[] = [
    [20_000, 81_500, 0.25],
    [40_750, 81_500, 0.5],
    [40_751, 81_500, 0.51],
    [1, 81_500, 0.01],
    [0, 81_500, 0.01],
    [81_500, 81_500, 1],
    [81_501, 81_500, undefined],
    // the floating-point product of 0.29 and 100 is 28.999999999999996, which KAI cuts to 28
    [29, 100, 0.3],
  ];
  for (const [totalMiB, countedMiB, share] of cases) {
    assert.equal(smallestShare(mib(totalMiB), mib(countedMiB)), share, `${totalMiB} of ${countedMiB}`);
  }
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 300_000 }), (hundreds, totalMiB) => {
      const counted = mib(hundreds * 100);
      const part = smallestShare(mib(totalMiB), counted);
      if (part === undefined) {
        assert.ok(totalMiB > counted);
      } else {
        const hundredths = Math.round(part * 100);
        assert.equal(part, hundredths / 100);
        assert.ok(memoryOfShare(part, counted) >= totalMiB);
        const below = Math.trunc(((hundredths - 1) / 100) * counted);
        assert.ok(hundredths === 1 || below < totalMiB, `${hundredths - 1} hundredths of ${counted} hold ${totalMiB} too`);
      }
    }),
  );
});
