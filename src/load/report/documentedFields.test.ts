import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadResultSchema } from '../sweep/loadResultSchema.ts';
import { madeMix, madeRecords, madeRepeats, madeSearch, madeSweep } from './testdata/madeResults.ts';
import { toCsv } from './toCsv.ts';
import { toJsonl } from './toJsonl.ts';

const page = readFileSync(new URL('../../../docs/benchmark.md', import.meta.url), 'utf8');

/** The part of the page below a heading. */
function below(heading: string): string {
  const [, text = ''] = page.split(`\n### ${heading}\n`);
  return text.split(/\n##+ /)[0] ?? '';
}

/** Names in the first column of the table below a heading. */
function documented(heading: string): readonly string[] {
  const rows = below(heading)
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name)).toSorted();
}

const [firstLine = ''] = toJsonl(madeRecords, 0).split('\n');
const { shape } = loadResultSchema as unknown as { readonly shape: object };

const formats: readonly (readonly [heading: string, fields: readonly string[]])[] = [
  ['`gpu-fractions.load/1`', Object.keys(shape)],
  // what a result need not have is not in the made ones
  ['`gpu-fractions.capacity/1`', [...Object.keys(madeSearch), 'reason']],
  ['`gpu-fractions.sweep/1`', [...Object.keys(madeSweep), 'underWay']],
  ['`gpu-fractions.mix/1`', [...Object.keys(madeMix), 'isCancelled']],
  ['One line a request', Object.keys(JSON.parse(firstLine) as object)],
];
for (const [heading, fields] of formats) {
  test(`docs/benchmark.md has each field of ${heading}, and no other`, () => {
    assert.deepEqual(documented(heading), fields.toSorted());
  });
}

test('each column that docs/benchmark.md names is one of the CSV', () => {
  const columns = new Set(
    [madeRepeats, madeSearch, madeSweep, madeMix].flatMap((report) => toCsv(report).split('\r\n')[0]?.split(',') ?? []),
  );
  const named = [...below('CSV').matchAll(/`([a-z0-9_]+)`/g)].map(([, name = '']) => name);
  assert.ok(named.length > 10);
  assert.deepEqual(
    named.filter((name) => !columns.has(name)),
    [],
  );
});
