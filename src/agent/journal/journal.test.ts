import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { mib, share } from '../../gpu/quantity.ts';
import { stateFiles, type StateFiles } from '../../protocol/stateDirectory.ts';
import type { JobRecord } from '../jobs/jobRecord.ts';
import { Journal } from './journal.ts';

const directories: string[] = [];
after(() => directories.forEach((directory) => rmSync(directory, { recursive: true })));

function newFiles(): StateFiles {
  const directory = mkdtempSync(join(tmpdir(), 'journal-'));
  directories.push(directory);
  return stateFiles(directory);
}

function record(id: string, state: JobRecord['state'] = 'running'): JobRecord {
  return {
    id,
    name: id,
    spec: {
      source: 'manifest',
      identity: { kind: 'Pod', namespace: 'default', name: id },
      image: 'x',
      command: [],
      args: [],
      env: {},
      ports: [],
      hostPaths: [],
      request: { devices: 1, request: { kind: 'share', share: share(0.5) }, container: 'c' },
      notHonoured: [],
    },
    options: {},
    state,
    serving: { engine: { id: 'llamacpp', label: 'llama.cpp' }, model: 'm', servedName: 'm', port: 8000 },
    slices: [
      { deviceUuid: 'd', holder: id, share: share(0.5), requestMiB: mib(100), limitMiB: mib(100), enforcement: 'watchdog' },
    ],
    product: 'p',
    simulated: true,
    createdAt: 1,
    notes: [],
    process: { pid: 1, startTime: 2, bootId: 'b' },
    logStart: 0,
  };
}

test('the newest record of each job is found again, as it was', () => {
  const files = newFiles();
  const { journal } = Journal.open(files);
  journal.put(record('a', 'starting'));
  journal.put(record('b'));
  journal.put(record('a', 'running'));
  journal.remove('b');
  journal.close();
  assert.deepEqual(Journal.open(files).journal.records(), [record('a', 'running')]);
});

test('a journal of protocol 1 is read: its specs have no source, and what serves lies beside the rest', () => {
  const files = newFiles();
  const { spec, serving, ...rest } = record('old');
  const { source: _, ...oldSpec } = spec;
  writeFileSync(files.journal, `${JSON.stringify({ record: { ...rest, ...serving, spec: oldSpec } })}\n`);
  const { journal, unreadableLines } = Journal.open(files);
  assert.deepEqual(journal.records(), [record('old')]);
  assert.equal(unreadableLines, 0);
});

test('an environment that a command line was run in is neither kept nor read', () => {
  const files = newFiles();
  const request = { devices: 1, request: { kind: 'share', share: share(0.5) }, container: 'c' } as const;
  const identity = { kind: 'Command', namespace: 'local', name: 'train' };
  const command = { source: 'command', identity, argv: ['python', 'train.py'], cwd: '/home/me', request } as const;
  const job: JobRecord = { ...record('train'), serving: null, spec: command };
  const text = JSON.stringify({ record: { ...job, spec: { ...command, env: { TOKEN: 'hush' } } } });
  writeFileSync(files.journal, `${text}\n`);
  assert.deepEqual(Journal.open(files).journal.records(), [job]);
});

test('lines that cannot be read are skipped and counted, wherever they are', () => {
  const files = newFiles();
  const { journal } = Journal.open(files);
  journal.put(record('a'));
  appendFileSync(files.journal, 'garbage\n{"record": {"id": "x"}}\n');
  journal.put(record('b'));
  appendFileSync(files.journal, '{"record":{"id":"to');
  const again = Journal.open(files);
  assert.equal(again.unreadableLines, 3);
  again.journal.put(record('c'));
  const last = Journal.open(files);
  assert.deepEqual(
    last.journal.records().map(({ id }) => id),
    ['a', 'b', 'c'],
  );
  assert.equal(last.unreadableLines, 0, 'what was torn is gone after the first reading');
});

test('a closed journal refuses, since its descriptor may be that of another file', () => {
  const files = newFiles();
  const { journal } = Journal.open(files);
  journal.put(record('a'));
  journal.close();
  assert.throws(() => journal.put(record('b')), { reason: 'stopping' });
  assert.deepEqual(Journal.open(files).journal.records(), [record('a')]);
});

test('a long journal is folded into a snapshot and loses nothing', () => {
  const files = newFiles();
  const { journal } = Journal.open(files);
  for (let round = 0; round < 700; round++) {
    journal.put(record(`job-${round % 7}`, round % 2 === 0 ? 'running' : 'stopped'));
  }
  assert.ok(readFileSync(files.journal, 'utf8').split('\n').length < 300);
  const records = Journal.open(files).journal.records();
  assert.equal(records.length, 7);
  assert.equal(records.find(({ id }) => id === 'job-6')?.state, 'stopped');
});
