import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { bytesOf, endOfText, fakeLanguageModel } from '../../../test/engine/fakeLanguageModel.ts';
import { TokenText } from './tokenText.ts';

const model = fakeLanguageModel();

function pieces(tokens: readonly number[]): string[] {
  const text = new TokenText(model, []);
  return [...tokens.map((token) => text.push(token)), text.end()];
}

test('characters of several bytes come whole', () => {
  assert.deepEqual(pieces(bytesOf('a€b')), ['a', '', '', '€', 'b', '']);
  assert.deepEqual(pieces(bytesOf('😀')), ['', '', '', '😀', '']);
});

test('a broken character is told as soon as the next byte shows it', () => {
  assert.deepEqual(pieces([0xff, 0xfe, 0x41]), ['', '\uFFFD', '\uFFFDA', '']);
  assert.deepEqual(pieces([0xe2, 0x82]), ['', '', '\uFFFD']);
  assert.deepEqual(pieces([0xe2, 0x82, 0xe2, 0x82, 0xac]), ['', '', '\uFFFD', '', '€', '']);
});

test('a token without text does not break a character', () => {
  assert.equal(pieces([0xc3, endOfText, 0xa9]).join(''), 'é');
});

test('any text arrives as it was, and no piece of it is torn', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const given = pieces(bytesOf(text));
      assert.equal(given.join(''), Buffer.from(text).toString());
    }),
  );
});

test('any bytes read as the decoder of the platform reads them at once', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      assert.equal(pieces([...bytes]).join(''), new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
    }),
  );
});
