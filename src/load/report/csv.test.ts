import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csv, type CsvValue } from './csv.ts';

const cells: readonly { readonly name: string; readonly value: CsvValue; readonly written: string }[] = [
  { name: 'a number', value: 1322.4, written: '1322.4' },
  { name: 'a number below 0', value: -5, written: '-5' },
  { name: 'what is not known', value: null, written: '' },
  { name: 'no number', value: Number.NaN, written: '' },
  { name: 'a word', value: 'Llama', written: 'Llama' },
  { name: 'a comma', value: 'a,b', written: '"a,b"' },
  { name: 'a quote', value: 'a "b"', written: '"a ""b"""' },
  { name: 'lines', value: 'a\r\nb', written: '"a\r\nb"' },
  { name: 'a formula', value: '=HYPERLINK("http://x")', written: `"'=HYPERLINK(""http://x"")"` },
  { name: 'a formula by plus', value: '+1', written: `'+1` },
  { name: 'a formula by minus', value: '-1+1', written: `'-1+1` },
  { name: 'a formula by at', value: '@SUM(A1)', written: `'@SUM(A1)` },
  { name: 'a formula behind a tab', value: '\t=1', written: `'\t=1` },
];
for (const { name, value, written } of cells) {
  test(`${name} is written so that a spreadsheet shows it and runs nothing`, () => {
    assert.equal(csv(['x'], [[value]]), `x\r\n${written}\r\n`);
  });
}
