import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { commonWords } from './commonWords.ts';
import { checkGgufHeader, readGgufHeader } from './ggufHeader.ts';
import { writeGguf } from './ggufWriter.ts';
import { makeTinyModel } from './tinyModel.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const tiny = makeTinyModel();

test('the tiny model is a GGUF file that says what it is', () => {
  const header = readGgufHeader(tiny);
  assert.deepEqual(header, {
    kind: 'value',
    value: {
      version: 3,
      tensorCount: 39,
      architecture: 'llama',
      name: 'tiny random weights: its text is noise',
      contextLength: 4096,
    },
  });
  assert.equal(checkGgufHeader(tiny.subarray(0, 64)), undefined);
});

test('the tiny model has the same bytes each time, and every weight is a finite number', () => {
  const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  assert.equal(digest(makeTinyModel()), digest(tiny));
  const beginnings = new Set(commonWords.flatMap((word) => word.split('').map((_, index) => word.slice(0, index + 1))));
  const vocabulary = 3 + 256 + 27 + beginnings.size;
  const perLayer = 2 * 256 + 4 * 256 * 256 + 3 * 256 * 768;
  const weights = 4 * perLayer + 256 + 2 * 256 * vocabulary;
  const view = new DataView(tiny.buffer, tiny.length - weights * 4);
  for (let at = 0; at < view.byteLength; at += 4) {
    const weight = view.getFloat32(at, true);
    if (!Number.isFinite(weight) || Math.abs(weight) > 16) assert.fail(`weight ${weight} at ${at}`);
  }
});

test('cut off anywhere it gives what it read so far, and never throws', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 12_000 }), (length) => {
      const header = readGgufHeader(tiny.subarray(0, length));
      assert.equal(header.kind, length < 24 ? 'problem' : 'value');
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      readGgufHeader(new Uint8Array([...encode('GGUF'), 3, 0, 0, 0, ...bytes]));
      assert.equal(readGgufHeader(new Uint8Array([0, ...bytes])).kind, 'problem');
    }),
  );
});

test('what is no GGUF file says how it starts, and what to do where that is known', () => {
  const problemOf = (bytes: Uint8Array) => checkGgufHeader(bytes) ?? assert.fail('no problem');
  assert.match(problemOf(encode('<!DOCTYPE html>')), /starts with "<!DOCTYP"/);
  assert.match(problemOf(new Uint8Array([0x80, 2, 0x8a])), /starts with 0x80028a/);
  assert.match(problemOf(new Uint8Array()), /empty/);
  assert.match(problemOf(encode('GGUF')), /ends after 4 bytes/);
  assert.match(problemOf(encode('version https://git-lfs.github.com/spec/v1\noid sha256:00')), /git lfs pull/);
  const old = tiny.slice(0, 64);
  new DataView(old.buffer).setUint32(4, 1, true);
  assert.match(problemOf(old), /version 1/);
});

test('entries of every kind before the ones that are read, and texts beyond ASCII', () => {
  const file = writeGguf(
    new Map([
      ['x.floats', { type: 'f32s', values: [1.5, -2] }],
      ['x.texts', { type: 'strings', values: ['', 'ä\n', '漢字'] }],
      ['x.numbers', { type: 'i32s', values: [-1] }],
      ['x.context_length', { type: 'u32', value: 7 }],
      ['general.architecture', { type: 'string', value: 'x' }],
      ['general.name', { type: 'string', value: 'Ünïcode 漢' }],
    ]),
    [{ name: 't', shape: [3, 5], fill: () => undefined }],
  );
  assert.deepEqual(readGgufHeader(file), {
    kind: 'value',
    value: { version: 3, tensorCount: 1, architecture: 'x', name: 'Ünïcode 漢', contextLength: 7 },
  });
  assert.equal(file.length % 32, 0);
});
