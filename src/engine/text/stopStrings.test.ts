import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { StopStrings } from './stopStrings.ts';

function run(stops: readonly string[], parts: readonly string[]): { text: string; isStopped: boolean } {
  const matcher = new StopStrings(stops);
  let text = '';
  for (const part of parts) {
    const given = matcher.push(part);
    text += given.text;
    if (given.isStopped) {
      return { text, isStopped: true };
    }
  }
  return { text: text + matcher.end(), isStopped: false };
}

test('holds back the beginning of a stop string until it is clear', () => {
  const matcher = new StopStrings(['END']);
  assert.deepEqual(matcher.push('the E'), { text: 'the ', isStopped: false });
  assert.deepEqual(matcher.push('N'), { text: '', isStopped: false });
  assert.deepEqual(matcher.push('T'), { text: 'ENT', isStopped: false });
  assert.deepEqual(matcher.push(' END of'), { text: ' ', isStopped: true });
});

test('the first of several stop strings counts', () => {
  assert.deepEqual(run(['later', 'b'], ['a later', ' b']), { text: 'a ', isStopped: true });
  assert.deepEqual(run(['xyz', 'y'], ['w', 'x', 'y', 'z']), { text: 'wx', isStopped: true });
});

test('without stop strings nothing is held back', () => {
  assert.deepEqual(new StopStrings([]).push('abc'), { text: 'abc', isStopped: false });
});

test('however the text is cut into pieces, the answer is that of the whole', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
  const stop = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(letters), stop, (parts, oneStop) => {
      const whole = parts.join('');
      const index = whole.indexOf(oneStop);
      const expected = index < 0 ? { text: whole, isStopped: false } : { text: whole.slice(0, index), isStopped: true };
      assert.deepEqual(run([oneStop], parts), expected);
    }),
  );
});
