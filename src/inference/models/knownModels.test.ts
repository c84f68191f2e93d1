import assert from 'node:assert/strict';
import { test } from 'node:test';
import { totalParameters } from './countParameters.ts';
import { knownConfigs } from './knownConfigs.ts';
import { parseConfig } from './parseConfig.ts';

/** Number of parameters as Hugging Face shows it for the safetensors of each repository, tied heads and prediction layers left out. */
const published: Readonly<Record<string, number>> = {
  'llama-2-7b': 6_738_415_616,
  'llama-3-8b': 8_030_261_248,
  'llama-3.1-8b': 8_030_261_248,
  'llama-3-70b': 70_553_706_496,
  'llama-3.1-70b': 70_553_706_496,
  'llama-3.3-70b': 70_553_706_496,
  'llama-3.2-1b': 1_235_814_400,
  'llama-3.2-3b': 3_212_749_824,
  'deepseek-r1-distill-llama-8b': 8_030_261_248,
  'deepseek-r1-distill-llama-70b': 70_553_706_496,
  'qwen2.5-0.5b': 494_032_768,
  'qwen2.5-1.5b': 1_543_714_304,
  'qwen2.5-3b': 3_085_938_688,
  'qwen2.5-7b': 7_615_616_512,
  'qwen2.5-14b': 14_770_033_664,
  'qwen2.5-32b': 32_763_876_352,
  'qwen2.5-72b': 72_706_203_648,
  'qwen3-0.6b': 596_049_920,
  'qwen3-1.7b': 1_720_574_976,
  'qwen3-4b': 4_022_468_096,
  'qwen3-4b-2507': 4_022_468_096,
  'qwen3-8b': 8_190_735_360,
  'qwen3-14b': 14_768_307_200,
  'qwen3-32b': 32_762_123_264,
  'qwen3-30b-a3b': 30_532_122_624,
  'qwen3-30b-a3b-2507': 30_532_122_624,
  'mistral-7b-v0.1': 7_241_732_096,
  'mistral-7b-v0.2': 7_241_732_096,
  'mistral-7b-v0.3': 7_248_023_552,
  'mixtral-8x7b-v0.1': 46_702_792_704,
  'gemma-2-2b': 2_614_341_888,
  'gemma-2-9b': 9_241_705_984,
  'gemma-2-27b': 27_227_128_320,
  'gemma-3-1b': 999_885_952,
  'gemma-3-4b': 4_300_079_472,
  'gemma-3-12b': 12_187_325_040,
  'gemma-3-27b': 27_432_406_640,
  'phi-3-mini-4k': 3_821_079_552,
  'phi-3-medium-4k': 13_960_238_080,
  'phi-4-mini': 3_836_021_760,
  'phi-4': 14_659_507_200,
  'deepseek-v2-lite': 15_706_484_224,
  'deepseek-v3': 671_026_419_200,
  'deepseek-r1': 671_026_419_200,
  'gpt-oss-20b': 20_914_757_184,
  'gpt-oss-120b': 116_829_156_672,
  'tinyllama-1.1b-v1.0': 1_100_048_384,
  'smollm2-135m': 134_515_008,
  'smollm2-360m': 361_821_120,
  'smollm2-1.7b': 1_711_376_384,
  'opt-125m': 125_239_296,
  'bge-small-en-v1.5': 33_360_000,
  'bge-base-en-v1.5': 109_482_240,
  'bge-large-en-v1.5': 335_141_888,
  'bge-m3': 567_754_752,
};

test('the parameters of every known model are counted as its makers published them', () => {
  assert.deepEqual(Object.keys(knownConfigs).toSorted(), Object.keys(published).toSorted());
  const wrong = Object.entries(published).flatMap(([name, expected]) => {
    const shape = parseConfig(knownConfigs[name]);
    const count =
      shape.kind === 'value' && shape.value.weights.kind === 'tensors' ? totalParameters(shape.value.weights.count) : shape;
    return count === expected ? [] : [{ name, expected, count }];
  });
  assert.deepEqual(wrong, []);
});
