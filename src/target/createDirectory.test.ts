import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createDirectory } from './createDirectory.ts';

test('makes what is missing, private, and is content with what is there', async () => {
  const root = await mkdtemp(join(tmpdir(), 'gpu-fractions-mkdir-'));
  try {
    const path = join(root, 'a/b/c');
    await createDirectory(path);
    await createDirectory(path);
    assert.equal((await stat(path)).mode & 0o777, 0o700);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test('a file where the directory would be is an error', async () => {
  const root = await mkdtemp(join(tmpdir(), 'gpu-fractions-mkdir-'));
  try {
    await writeFile(join(root, 'a'), '');
    await assert.rejects(createDirectory(join(root, 'a')), { code: 'EEXIST' });
    await assert.rejects(createDirectory(join(root, 'a/b')), { code: 'ENOTDIR' });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test('a place where no directory can be is an error, not an endless attempt', async () => {
  await assert.rejects(createDirectory('/proc/gpu-fractions/state'), { code: 'ENOENT' });
});
