import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GrowingText } from './growingText.ts';

function readAll(text: GrowingText, maxBytes: number): string {
  let offset = 0;
  let all = '';
  for (;;) {
    const { text: part, nextOffset } = text.read(offset, maxBytes);
    if (nextOffset === offset) return all;
    all += part;
    offset = nextOffset;
  }
}

test('read in pieces of any size it is the text that was written, no character torn', () => {
  const text = new GrowingText();
  ['first', 'größer ✓', '', '🙂🙂'].forEach((line) => text.add(line));
  for (const maxBytes of [1, 2, 3, 5, 1000]) {
    assert.equal(readAll(text, maxBytes), 'first\ngrößer ✓\n\n🙂🙂\n', `${maxBytes}`);
  }
});

test('what is added later is read on from the offset before', () => {
  const text = new GrowingText();
  text.add('one');
  const { nextOffset } = text.read(0, 100);
  assert.equal(text.read(nextOffset, 100).text, '');
  text.add('two');
  assert.deepEqual(text.read(nextOffset, 100), { text: 'two\n', nextOffset: 8 });
});

test('only the end is kept, from the beginning of a line on, and offsets go on counting', () => {
  const text = new GrowingText(20);
  for (let line = 0; line < 100; line++) text.add(`line ${line}`);
  assert.deepEqual(text.read(0, 100), { text: 'line 98\nline 99\n', nextOffset: 790 });
  assert.deepEqual(text.read(100_000, 100), { text: '', nextOffset: 790 });
});
