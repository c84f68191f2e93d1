import assert from 'node:assert/strict';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeTinyModel } from '../../inference/tinyModel.ts';
import { StartError } from '../startError.ts';
import { checkGgufFile } from './ggufFile.ts';

const cases: readonly (readonly [string, Buffer | undefined, RegExp])[] = [
  ['a file that is not there', undefined, /model\.gguf does not exist/],
  ['an empty file', Buffer.alloc(0), /the file is empty/],
  ['a shorter file than the magic', Buffer.from('GGU'), /not a GGUF file/],
  ['another format', Buffer.from('PK\u0003\u0004 some archive'), /not a GGUF file/],
];
for (const [name, content, message] of cases) {
  test(`refuses ${name}`, async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'gguf-'));
    const path = join(directory.path, 'model.gguf');
    if (content !== undefined) {
      await writeFile(path, content);
    }
    await assert.rejects(
      checkGgufFile(path),
      (error) => error instanceof StartError && error.reason === 'badModel' && message.test(error.message),
    );
  });
}

test('refuses a directory', async () => {
  await assert.rejects(checkGgufFile(tmpdir()), /is a directory/);
});

test('takes a GGUF file, whatever it is called', async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'gguf-'));
  const path = join(directory.path, 'model');
  await writeFile(path, makeTinyModel());
  await checkGgufFile(path);
});
