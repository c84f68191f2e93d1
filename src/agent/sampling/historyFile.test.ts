import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { nothingKnown, type Sample } from '../../inference/sample.ts';
import { HistoryFile } from './historyFile.ts';

const directory = mkdtempSync(join(tmpdir(), 'history-'));
after(() => rmSync(directory, { recursive: true }));

function sampleAt(t: number): Sample {
  return { ...nothingKnown, t, tokensPerSecond: 1, memoryMiB: 2, source: 'engine metric' };
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

test('what an older agent wrote is read: numbers that it did not know are not known', () => {
  const path = join(directory, 'older');
  const older = {
    t: 7,
    tokensPerSecond: 3,
    ttftP50Ms: 1,
    ttftP95Ms: null,
    itlP50Ms: null,
    itlP95Ms: null,
    running: 1,
    waiting: 0,
  };
  const lines = [
    { ...older, kvUse: null, memoryMiB: 5, source: 'own stream', latencySource: 'none' },
    { ...older, kvUse: 'half', memoryMiB: 5, source: 'own stream', latencySource: 'none' },
    { ...older, kvUse: null, memoryMiB: 5, source: 'a later word', latencySource: 'none' },
  ];
  appendFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const [read, ...others] = new HistoryFile(path).samples();
  assert.deepEqual(read, { ...nothingKnown, ...older, memoryMiB: 5, source: 'own stream' });
  assert.equal(others.length, 0, 'lines that cannot be read are left out');
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
