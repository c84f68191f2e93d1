import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { makeTinyModel, tinyModelDigest } from './tinyModel.ts';

test('the digest is that of the bytes: a changed model gets a file of its own', () => {
  const digest = createHash('sha256').update(makeTinyModel()).digest('hex');
  assert.equal(digest.slice(0, tinyModelDigest.length), tinyModelDigest);
  assert.equal(tinyModelDigest.length, 16);
});
