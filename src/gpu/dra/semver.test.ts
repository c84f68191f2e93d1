import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareSemver, normaliseSemver, parseSemver } from './semver.ts';

// The order of semver.org 2.0.0, section 11, and of its neighbours.
const ordered = [
  '0.9.9',
  '1.0.0-1',
  '1.0.0-2',
  '1.0.0-10',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.1',
  '1.10.0',
  '580.95.5',
];

function read(text: string) {
  const version = parseSemver(text);
  assert.ok(version !== undefined, text);
  return version;
}

test('versions are in the order of semver.org', () => {
  for (const [index, left] of ordered.entries()) {
    for (const [other, right] of ordered.entries()) {
      assert.equal(compareSemver(read(left), read(right)), Math.sign(index - other), `${left} ${right}`);
    }
  }
  assert.equal(compareSemver(read('1.0.0+one'), read('1.0.0+two')), 0);
});

for (const text of ['', '1', '1.2', 'v1.2.3', '1.02.3', '1.2.3.4', '1.2.3-', '1.2.3-a..b', '1.2.3-01', '1.2.3+', ' 1.2.3']) {
  test(`"${text}" is no version`, () => assert.equal(parseSemver(text), undefined));
}

for (const [written, meant] of [
  ['v1.2.3', '1.2.3'],
  ['1', '1.0.0'],
  ['v1.2', '1.2.0'],
  ['01.02.03', '1.2.3'],
  ['1.2.3-rc.1', '1.2.3-rc.1'],
  ['1-rc', ''],
] as const) {
  test(`${written} means ${meant || 'nothing'}`, () => assert.equal(normaliseSemver(written), meant));
}
