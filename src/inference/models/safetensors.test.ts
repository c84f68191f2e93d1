import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSafetensorsIndex, readSafetensorsLength, sumSafetensorsHeader } from './safetensors.ts';

test('an index tells the bytes of all its files', () => {
  assert.deepEqual(readSafetensorsIndex('{"metadata":{"total_size":16060522496},"weight_map":{"lm_head.weight":"a"}}'), {
    kind: 'value',
    value: { bytes: 16_060_522_496, tensors: new Set(['lm_head.weight']) },
  });
  for (const [text, problem] of [
    ['{"metadata":{"total_size":"many"}}', /^metadata\.total_size "many": not a number of bytes/],
    ['{"metadata":{"total_size":-1}}', /^metadata\.total_size "-1": /],
    ['{}', /^metadata /],
    ['{', /not JSON/],
  ] as const) {
    const read = readSafetensorsIndex(text);
    assert.match(read.kind === 'problem' ? read.problem : 'read', problem);
  }
});

test('a header tells where each tensor begins and ends', () => {
  const header = JSON.stringify({
    __metadata__: { format: 'pt' },
    'model.embed_tokens.weight': { dtype: 'BF16', shape: [4, 8], data_offsets: [0, 64] },
    'lm_head.weight': { dtype: 'BF16', shape: [4, 8], data_offsets: [64, 128] },
  });
  assert.deepEqual(sumSafetensorsHeader(header), { kind: 'value', value: 128 });
  assert.deepEqual(
    sumSafetensorsHeader(header, (name) => name === 'lm_head.weight'),
    { kind: 'value', value: 64 },
  );
  for (const [text, problem] of [
    ['{"a":{"data_offsets":[5,1]}}', /^a\.data_offsets "5, 1": the end is before the start/],
    ['{"a":{"data_offsets":[0,"x"]}}', /^a\.data_offsets\.1 "x": not a number of bytes/],
    ['{"a":7}', /^a/],
    ['nonsense', /not JSON/],
  ] as const) {
    const read = sumSafetensorsHeader(text);
    assert.match(read.kind === 'problem' ? read.problem : 'read', problem);
  }
});

test('the length of a header', () => {
  assert.equal(readSafetensorsLength(new Uint8Array([0, 1, 0, 0, 0, 0, 0, 0, 9])), 256);
  assert.equal(readSafetensorsLength(new Uint8Array(8).fill(255)), undefined);
  assert.equal(readSafetensorsLength(new Uint8Array(7)), undefined);
});
