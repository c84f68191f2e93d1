import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readLines } from './lines.ts';

/** The bytes of a text, cut at some places. */
function cut(text: string, cuts: readonly number[]): Buffer[] {
  const bytes = Buffer.from(text);
  const places = [...new Set(cuts.map((at) => at % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((start, index) => bytes.subarray(start, places[index] ?? bytes.length));
}

async function gather(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) {
    all.push(line);
  }
  return all;
}

test('lines are whole wherever the pieces end, in the middle of a character too', async () => {
  const line = fc.string({ unit: 'grapheme' }).filter((text) => !/[\n\r]/.test(text) && text.isWellFormed());
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.array(fc.nat()), fc.boolean(), async (lines, cuts, isEnded) => {
      const last = lines.at(-1);
      const text = lines.join('\n') + (isEnded && lines.length > 0 ? '\n' : '');
      // A last line that is empty and has no line break is none.
      const expected = isEnded || last !== '' ? lines : lines.slice(0, -1);
      assert.deepEqual(await gather(readLines(cut(text, cuts))), expected);
    }),
  );
});

test('a carriage return before the line break is none of the line', async () => {
  assert.deepEqual(await gather(readLines([Buffer.from('a\r\nb\rc\r'), Buffer.from('\nd')])), ['a', 'b\rc', 'd']);
});

test('a line without end is handed over in parts', async () => {
  const piece = Buffer.alloc(9 << 20, 'x');
  const lengths = (await gather(readLines([piece, piece, piece]))).map((line) => line.length);
  assert.deepEqual(lengths, [18 << 20, 9 << 20]);
});
