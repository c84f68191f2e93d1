import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Sample } from '../../inference/sample.ts';
import { HistoryFile } from './historyFile.ts';

const directory = mkdtempSync(join(tmpdir(), 'history-'));
after(() => rmSync(directory, { recursive: true }));

function sampleAt(t: number): Sample {
  const unknown = { ttftP50Ms: null, ttftP95Ms: null, itlP50Ms: null, itlP95Ms: null, running: null, waiting: null, kvUse: null };
  return { t, tokensPerSecond: 1, memoryMiB: 2, ...unknown, source: 'engine metric', latencySource: 'none' };
}

test('what was added is read again, without a line that was torn', () => {
  const path = join(directory, 'torn');
  const first = new HistoryFile(path);
  first.add(sampleAt(1));
  appendFileSync(path, '{"t":2,"tok');
  const second = new HistoryFile(path);
  assert.deepEqual(second.samples(), [sampleAt(1)]);
  second.add(sampleAt(3));
  assert.deepEqual(new HistoryFile(path).samples(), [sampleAt(1), sampleAt(3)]);
});

test('an hour is kept, in memory and, about, on disk', () => {
  const path = join(directory, 'long');
  const history = new HistoryFile(path);
  for (let t = 1; t <= 7300; t++) {
    history.add(sampleAt(t));
  }
  const times = history.samples().map(({ t }) => t);
  assert.deepEqual([times.length, times[0], times.at(-1)], [3600, 3701, 7300]);
  assert.ok(readFileSync(path, 'utf8').split('\n').length < 7200);
  assert.deepEqual(new HistoryFile(path).samples(), history.samples());
});

test('a file that cannot be written costs no sample', () => {
  const history = new HistoryFile(join(directory, 'nowhere', 'file'));
  history.add(sampleAt(1));
  assert.deepEqual(history.samples(), [sampleAt(1)]);
});
