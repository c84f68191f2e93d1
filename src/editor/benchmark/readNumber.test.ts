import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNumber } from './readNumber.ts';

const users = { name: 'Users', least: 1, most: 10_000, isWhole: true };
const rate = { name: 'Requests per second', least: 0.01, most: 100, isWhole: false };

for (const [text, bounds, value] of [
  ['8', users, 8],
  [' 10000 ', users, 10_000],
  ['2.5', rate, 2.5],
  ['2,5', rate, 2.5],
  ['.5', rate, 0.5],
] as const) {
  test(`"${text}" is read as ${value}`, () => assert.deepEqual(readNumber(text, bounds), { kind: 'value', value }));
}

for (const [text, bounds] of [
  ['', users],
  ['0', users],
  ['-1', users],
  ['2.5', users],
  ['1e9', users],
  ['10001', users],
  ['eight', users],
  ['0', rate],
  ['1,000,000', rate],
] as const) {
  test(`"${text}" is refused with the name, the value and what to write`, () => {
    const read = readNumber(text, bounds);
    assert.equal(read.kind, 'problem');
    assert.match(
      read.problem,
      new RegExp(`^${bounds.name} "${text}": write a .*number from ${bounds.least} to ${bounds.most}\\.$`),
    );
  });
}
