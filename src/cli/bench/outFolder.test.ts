import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fakeLoadResult } from '../../load/fakeLoadResult.ts';
import type { RequestRecord } from '../../load/measure/requestRecord.ts';
import { OutFolder } from './outFolder.ts';

const directory = await mkdtemp(join(tmpdir(), 'out-'));
after(() => rm(directory, { recursive: true }));

function recordAt(index: number): RequestRecord {
  const none = new Float64Array();
  return { index, dueAt: 0, sentAt: 0, endedAt: 1, outcome: 'finished', outputAt: none, arrived: none, chunks: 0 };
}

test('a run is kept with a line for each request', async () => {
  const path = join(directory, 'whole');
  const out = await OutFolder.open(path);
  out.addRequest(recordAt(0), 0);
  out.addRequest(recordAt(1), 0);
  await out.finish(fakeLoadResult(1));
  const lines = (await readFile(join(path, 'requests.jsonl'), 'utf8')).trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { readonly index: number }).index),
    [0, 1],
  );
  for (const name of ['result.json', 'result.csv', 'report.html', 'report.md']) {
    assert.notEqual(await readFile(join(path, name), 'utf8'), '', name);
  }
});

test('requests that cannot be written do not end the run: that is told when all else is kept', async () => {
  const path = join(directory, 'full');
  await mkdir(join(path, 'requests.jsonl'), { recursive: true });
  const out = await OutFolder.open(path);
  out.addRequest(recordAt(0), 0);
  // the stream has failed by the turn after
  await new Promise((resolve) => setTimeout(resolve, 20));
  out.addRequest(recordAt(1), 0);
  await assert.rejects(out.finish(fakeLoadResult(1)), /requests\.jsonl could not be written: EISDIR.*All else is kept\.$/);
  assert.notEqual(await readFile(join(path, 'report.md'), 'utf8'), '');
});
