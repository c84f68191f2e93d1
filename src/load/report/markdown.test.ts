import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markdownTable, markdownText } from './markdown.ts';

test('texts of others stay one cell, one line and text', () => {
  const written: readonly (readonly [text: string, expected: string])[] = [
    ['a | b', String.raw`a \| b`],
    [String.raw`a \| b`, String.raw`a \\\| b`],
    ['a\n\n# b', String.raw`a \# b`],
    ['<img src=x>', '&lt;img src=x&gt;'],
    ['[a](http://x)', String.raw`\[a\](http://x)`],
    ['`a` *b* __c__ ~~d~~', String.raw`\`a\` \*b\* \_\_c\_\_ \~\~d\~\~`],
    ['@octocat', '@\u2060octocat'],
  ];
  for (const [text, expected] of written) assert.equal(markdownText(text), expected);
  assert.equal(markdownTable(['a', 'b|'], [['1|2', '3']], { words: [0] }), '| a | b\\| |\n| :-- | --: |\n| 1\\|2 | 3 |');
});
