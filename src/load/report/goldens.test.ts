import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  madeMarkdownOptions,
  madeMix,
  madeRecords,
  madeRepeats,
  madeSearch,
  madeSimulatedSweep,
  madeSweep,
} from './testdata/madeResults.ts';
import { toCsv } from './toCsv.ts';
import { toJsonl } from './toJsonl.ts';
import { toMarkdown } from './toMarkdown.ts';

/** `UPDATE_GOLDEN=1` writes the expected texts anew; read the difference before committing it. */
const isUpdating = process.env['UPDATE_GOLDEN'] === '1';

const goldens: readonly (readonly [file: string, text: string])[] = [
  ['run.csv', toCsv(madeRepeats)],
  ['search.csv', toCsv(madeSearch)],
  ['mix.csv', toCsv(madeMix)],
  ['sweep.csv', toCsv(madeSweep)],
  ['requests.jsonl', toJsonl(madeRecords, 0)],
  ['run.md', toMarkdown(madeRepeats, madeMarkdownOptions)],
  ['search.md', toMarkdown(madeSearch, madeMarkdownOptions)],
  ['mix.md', toMarkdown(madeMix, madeMarkdownOptions)],
  ['sweep.md', toMarkdown(madeSweep, madeMarkdownOptions)],
  ['simulatedSweep.md', toMarkdown(madeSimulatedSweep, madeMarkdownOptions)],
];
for (const [file, text] of goldens) {
  test(`${file} is written as before`, () => {
    const golden = new URL(`testdata/${file}`, import.meta.url);
    if (isUpdating) writeFileSync(golden, text);
    assert.equal(text, readFileSync(golden, 'utf8'));
  });
}
