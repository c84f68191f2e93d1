import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { SweepResult } from '../../load/sweep/sweepResult.ts';
import { UsageError } from '../usage.ts';
import { readSweepFile, SweepFile, sweepPath } from './sweepFile.ts';

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sweep-file-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('the file is where the editor looks for it, under a name that says when and what', () => {
  const path = sweepPath('/ws', 'sweep-my model:7b', new Date(2026, 10, 29, 9, 5, 7).getTime());
  assert.equal(path, '/ws/.gpu-fractions/benchmarks/2026-11-29-090507-sweep-my-model-7b.gpubench.json');
});

test('of many that come at once the last one is kept, and no part of a file is ever seen', () =>
  inFolder(async (folder) => {
    const file = new SweepFile(join(folder, 'deep', 'a.json'));
    await file.open();
    for (let startedAt = 0; startedAt < 100; startedAt++) file.keep({ startedAt } as SweepResult);
    await file.close();
    assert.deepEqual(JSON.parse(await readFile(file.path, 'utf8')), { startedAt: 99 });
    assert.deepEqual(await readdir(join(folder, 'deep')), ['a.json']);
  }));

test('what cannot be written is told before the sweep, or at its end', () =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'file'), '');
    await assert.rejects(new SweepFile(join(folder, 'file', 'a.json')).open(), UsageError);
    const file = new SweepFile(join(folder, 'gone', 'a.json'));
    await file.open();
    await rm(join(folder, 'gone'), { recursive: true });
    file.keep({} as SweepResult);
    await assert.rejects(file.close(), /a\.json could not be written: .*ENOENT/);
  }));

test('a file that is none of a sweep is refused with flag, file and cure', () =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'a.json'), '{}');
    await assert.rejects(readSweepFile('resume', join(folder, 'a.json')), /^UsageError: --resume .*a\.json: schema is missing/);
    await assert.rejects(readSweepFile('compare', join(folder, 'b.json')), /^UsageError: --compare .*b\.json: no such file/);
  }));
