import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { quoteWords } from './quoteWords.ts';

test('a shell reads the words back as they were', () => {
  assert.equal(quoteWords(['python', '-m', 'train', '--lr=1e-3']), 'python -m train --lr=1e-3');
  const words = ['a b', '', "it's", '$HOME', '`id`', '*', '~', '\\', '"', 'two\nlines', '!', '#x', 'ä'];
  const script = `for word in ${quoteWords(words)}; do printf '%s\\0' "$word"; done`;
  assert.deepEqual(execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1), words);
});
