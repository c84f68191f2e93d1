import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { writeGguf, type GgufValue } from '../ggufWriter.ts';
import { makeTinyModel } from '../tinyModel.ts';
import { estimateMemory } from './estimateMemory.ts';
import { readGgufContent } from './ggufTensors.ts';
import { shapeOfGguf } from './ggufShape.ts';
import { kvBytesPerSequence, kvBytesPerToken } from './kvCache.ts';
import type { ModelShape } from './modelShape.ts';

const half = { keys: 'float16', values: 'float16' } as const;

function content(bytes: Uint8Array) {
  const read = readGgufContent(bytes);
  return read.kind === 'value' ? read.value : assert.fail(read.kind === 'problem' ? read.problem : 'cut');
}

function shapeOf(bytes: Uint8Array): ModelShape {
  const shape = shapeOfGguf([content(bytes)]);
  return shape.kind === 'value' ? shape.value : assert.fail(shape.problem);
}

function u32(value: number): GgufValue {
  return { type: 'u32', value };
}

function file(architecture: string, entries: Readonly<Record<string, GgufValue>>): Uint8Array {
  const metadata = new Map<string, GgufValue>([['general.architecture', { type: 'string', value: architecture }]]);
  for (const [key, value] of Object.entries(entries)) metadata.set(`${architecture}.${key}`, value);
  return writeGguf(metadata, [{ name: 'token_embd.weight', shape: [64, 100], fill: () => undefined }]);
}

const small = {
  block_count: u32(6),
  embedding_length: u32(64),
  'attention.head_count': u32(8),
  'attention.head_count_kv': u32(2),
  feed_forward_length: u32(128),
  context_length: u32(2048),
};

test('the tiny model, by hand: 4 layers, 4 heads of 64, 32-bit floats', () => {
  const tiny = makeTinyModel();
  const shape = shapeOf(tiny);
  const layer = 4 * 256 * 256 + 3 * 256 * 768 + 2 * 256;
  const parameters = 2 * 256 * shape.vocabularySize + 4 * layer + 256;
  assert.deepEqual(shape.weights, { kind: 'gguf', bytes: parameters * 4, parameters });
  assert.equal(shape.contextTokens, 4096);
  assert.equal(kvBytesPerSequence(shape, half, 1024), 4 * 1024 * 4 * 64 * 2 * 2);
  // all weights are in the file, with little beside them
  assert.ok(tiny.length > parameters * 4 && tiny.length < parameters * 4 + 40_000);
  const estimate = estimateMemory({ shape, contextTokens: 1024, sequences: 2 });
  assert.equal(estimate.kvMiB, 8);
  assert.equal(estimate.weightsMiB, Math.ceil((parameters * 4) / 1_048_576));
});

test('heads of every layer, lengths of keys and values, latents', () => {
  const perLayer = shapeOf(
    file('x', { ...small, block_count: u32(2), 'attention.head_count_kv': { type: 'i32s', values: [8, 1] } }),
  );
  assert.deepEqual(
    perLayer.layers.map(({ attention }) => attention.kind),
    ['mha', 'gqa'],
  );
  assert.equal(kvBytesPerToken(perLayer, half), (8 + 1) * 8 * 4);
  const lengths = { 'attention.key_length': u32(192), 'attention.value_length': u32(128) };
  assert.equal(kvBytesPerToken(shapeOf(file('x', { ...small, ...lengths })), half), 6 * 2 * (192 + 128) * 2);
  const latent = {
    'attention.kv_lora_rank': u32(512),
    'attention.key_length_mla': u32(192),
    'attention.value_length_mla': u32(128),
    'rope.dimension_count': u32(64),
  };
  assert.equal(kvBytesPerToken(shapeOf(file('deepseek2', { ...small, ...latent })), half), 6 * 576 * 2);
});

test('windows by the architecture or by the file; llama.cpp keeps a step of 512 tokens beyond them, in cells of 256', () => {
  const full = (architecture: string, entries: Readonly<Record<string, GgufValue>> = {}): readonly number[] =>
    shapeOf(file(architecture, { ...small, 'attention.sliding_window': u32(128), ...entries })).layers.flatMap(
      ({ reach }, index) => (reach.kind === 'full' ? [index] : []),
    );
  assert.deepEqual(full('gemma2'), [1, 3, 5]);
  assert.deepEqual(full('gemma3'), [5]);
  assert.deepEqual(full('llama'), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(
    full('llama', { 'attention.sliding_window_pattern': { type: 'i32s', values: [1, 0, 1, 0, 1, 0] } }),
    [1, 3, 5],
  );
  const gemma3 = shapeOf(file('gemma3', { ...small, 'attention.sliding_window': u32(128) }));
  assert.equal(kvBytesPerSequence(gemma3, half, 2048), (5 * 768 + 2048) * 2 * 8 * 4);
  assert.equal(kvBytesPerSequence(gemma3, half, 100), 6 * 256 * 2 * 8 * 4);
});

test('quantised tensors take the bytes of their blocks', () => {
  const bytes = Buffer.from(writeGguf(new Map(), [{ name: 't', shape: [512, 3], fill: () => undefined }]));
  const typeAt = bytes.indexOf('t') + 1 + 4 + 2 * 8;
  assert.equal(content(bytes).bytes, 512 * 3 * 4);
  const cases: readonly (readonly [type: number, bytes: number])[] = [
    [1, 512 * 3 * 2],
    [2, (512 * 3 * 18) / 32],
    [8, (512 * 3 * 34) / 32],
    [12, (512 * 3 * 144) / 256],
    [14, (512 * 3 * 210) / 256],
    [39, (512 * 3 * 17) / 32],
  ];
  for (const [type, size] of cases) {
    bytes.writeUInt32LE(type, typeAt);
    assert.equal(content(bytes).bytes, size, `type ${type}`);
  }
  bytes.writeUInt32LE(4, typeAt);
  const read = readGgufContent(bytes);
  assert.match(read.kind === 'problem' ? read.problem : '', /tensor "t": type 4 is not known here/);
});

test('a model of several files has the sum of their tensors', () => {
  const first = content(file('x', small));
  const second = content(writeGguf(new Map(), [{ name: 'a', shape: [10], fill: () => undefined }]));
  const shape = shapeOfGguf([first, second]);
  assert.ok(shape.kind === 'value');
  assert.deepEqual(shape.value.weights, { kind: 'gguf', bytes: (6400 + 10) * 4, parameters: 6410 });
});

test('keys that are missing or cannot be are named', () => {
  const cases: readonly (readonly [entries: Readonly<Record<string, GgufValue>>, problem: RegExp])[] = [
    [{ ...small, block_count: u32(4_000_000_000) }, /^x\.block_count "4000000000": not a whole number from 1 to 10000/],
    [{ ...small, block_count: { type: 'string', value: 'six' } }, /^x\.block_count "six": /],
    [{ ...small, 'attention.head_count': { type: 'f32', value: 1.5 } }, /^x\.attention\.head_count "1.5": /],
    [{ ...small, 'attention.head_count_kv': { type: 'i32s', values: [-1] } }, /^x\.attention\.head_count_kv "\[-1\]": /],
    [{ ...small, 'ssm.state_size': u32(16) }, /^general\.architecture "x": .*state-space/],
    [{}, /^x\.block_count is missing/],
  ];
  for (const [entries, problem] of cases) {
    const shape = shapeOfGguf([content(file('x', entries))]);
    assert.match(shape.kind === 'problem' ? shape.problem : 'a shape', problem);
  }
  const nameless = shapeOfGguf([content(writeGguf(new Map(), []))]);
  assert.match(nameless.kind === 'problem' ? nameless.problem : '', /^general\.architecture is missing/);
});

test('cut off within its lists it says so, changed anywhere it never throws', () => {
  const tiny = makeTinyModel();
  for (const length of [24, 100, 5000]) assert.equal(readGgufContent(tiny.subarray(0, length)).kind, 'cut', `${length}`);
  const bytes = file('x', small);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
      const changed = bytes.slice();
      changed[at] = value;
      const read = readGgufContent(changed);
      if (read.kind === 'value') shapeOfGguf([read.value]);
    }),
    { numRuns: 2000 },
  );
});
