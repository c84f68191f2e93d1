import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PanelStrings } from '../src/protocol/panelStrings.ts';
import { fill, Texts } from './texts.ts';

const strings = {} as PanelStrings;

test('numbers keep about two digits, units and the language', () => {
  const texts = new Texts(strings, 'en');
  const number = (value: number): string => texts.number(value);
  assert.deepEqual([0, 0.034, 9.14, 9.96, 412.4, 12_345].map(number), ['0', '0.03', '9.1', '10', '412', '12,345']);
  assert.equal(texts.milliseconds(131.4), '131 ms');
  assert.equal(texts.milliseconds(12_340), '12.3 s');
  assert.equal(texts.gib(40_750), '39.8 GiB');
  assert.equal(texts.percent(0.314), '31 %');
  assert.equal(texts.share(1 / 3), '0.333');
  assert.equal(new Texts(strings, 'de').gib(40_750), '39,8 GiB');
  assert.equal(new Texts(strings, 'not a locale').gib(40_750), '39.8 GiB');
  assert.deepEqual(
    [0, 59_999, 60_000, 7_200_000, 90_000_000].map((age) => texts.duration(age)),
    ['0 sec', '59 sec', '1 min', '2 hr', '1 day'],
  );
});

test('templates take values by place and keep what they lack', () => {
  assert.equal(fill('{1} of {0}, {2}', 'b', 'a$&{0}'), 'a$&{0} of b, {2}');
});
