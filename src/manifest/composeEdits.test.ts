import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { composeEdits } from './composeEdits.ts';
import { applyEdits } from './edits.ts';
import type { TextEdit } from './finding.ts';
import type { SourceText } from './manifestFile.ts';
import { LineIndex } from './textRange.ts';

const toSource = (text: string): SourceText => ({ text, lines: new LineIndex(text) });

/** Edits in text order that do not touch each other. */
function toEdits({ text, lines }: SourceText, cuts: readonly number[], written: string): readonly TextEdit[] {
  const offsets = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].toSorted((left, right) => left - right);
  return offsets.flatMap((start, index) => {
    const end = offsets[index + 1];
    if (index % 2 === 1 || end === undefined) return [];
    return [{ range: { start: lines.position(start), end: lines.position(end) }, text: `${written}${index}` }];
  });
}

test('composed edits do at once what the two do after each other', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r', 'ä'), maxLength: 40 });
  const cuts = fc.array(fc.nat(1000), { maxLength: 6 });
  fc.assert(
    fc.property(text, cuts, cuts, fc.constantFrom('', 'x', 'y\n'), (written, firstCuts, secondCuts, inserted) => {
      const file = toSource(written);
      const first = toEdits(file, firstCuts, inserted);
      const between = toSource(applyEdits(file, first));
      const second = toEdits(between, secondCuts, inserted.toUpperCase());
      assert.equal(applyEdits(file, composeEdits(file, first, between, second)), applyEdits(between, second));
    }),
    { numRuns: 2000 },
  );
});
