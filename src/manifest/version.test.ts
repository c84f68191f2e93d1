import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatVersion, isAtLeast, parseVersion } from './version.ts';

test('versions are read with and without a v, a third number and what follows it', () => {
  for (const [text, major, minor, patch] of [
    ['v0.17.2', 0, 17, 2],
    ['1.34', 1, 34, 0],
    ['v1.34.1-gke.100', 1, 34, 1],
    ['1.37.2+k3s1', 1, 37, 2],
    [' 2.25.0 ', 2, 25, 0],
  ] as const) {
    assert.deepEqual(parseVersion(text), { major, minor, patch }, text);
  }
  for (const text of ['', '1', 'latest', '1.x', '1.2.', 'v1.-2', '12345678901.0'])
    assert.equal(parseVersion(text), undefined, text);
});

test('versions are compared number by number', () => {
  const at = (text: string) => parseVersion(text) ?? assert.fail(text);
  assert.equal(isAtLeast(at('0.18'), at('0.18.0')), true);
  assert.equal(isAtLeast(at('0.9'), at('0.10')), false);
  assert.equal(isAtLeast(at('1.0'), at('0.18.3')), true);
  assert.equal(isAtLeast(at('0.17.9'), at('0.18')), false);
});

test('a version is written without a third number that says nothing', () => {
  assert.equal(formatVersion({ major: 0, minor: 18, patch: 0 }), '0.18');
  assert.equal(formatVersion({ major: 26, minor: 7, patch: 1 }), '26.7.1');
});
