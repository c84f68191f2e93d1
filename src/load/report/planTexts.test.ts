import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrivalsText } from './planTexts.ts';
import { ReportNumbers } from './reportNumbers.ts';

test('a replay says how it differs from what was recorded', () => {
  const text = (speed: number, volume: number) =>
    arrivalsText({ kind: 'replay', file: 't.jsonl', speed, volume }, new ReportNumbers());
  assert.equal(text(1, 1), 'as recorded in t.jsonl');
  assert.equal(text(2, 0.5), 'as recorded in t.jsonl, 2 times as fast, 0.5 times as many');
});
