import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ensureTinyModel } from './tinyModelFile.ts';

const directory = await mkdtemp(join(tmpdir(), 'tiny-model-'));
after(() => rm(directory, { recursive: true }));

/** Stands in for agent.js: writes a model in two halves, with time between them. */
async function fakeMaker(): Promise<string> {
  const script = join(directory, 'fakeMaker.mjs');
  await writeFile(
    script,
    `import { appendFileSync, writeFileSync } from 'node:fs';
    const file = process.argv[3];
    writeFileSync(file, 'first ');
    await new Promise((resolve) => setTimeout(resolve, 300));
    appendFileSync(file, 'second');`,
  );
  return script;
}

test('two jobs that need the model at the same time both get a whole one, and nothing else is left', async () => {
  const script = await fakeMaker();
  const path = join(directory, 'models', 'tiny.gguf');
  const never = new AbortController().signal;
  const ensured = async () => {
    await ensureTinyModel(path, script, never);
    return readFile(path, 'utf8');
  };
  assert.deepEqual(await Promise.all([ensured(), ensured()]), ['first second', 'first second']);
  assert.deepEqual(await readdir(join(directory, 'models')), ['tiny.gguf']);
});

test('who is stopped while the model is made leaves nothing behind', async () => {
  const path = join(directory, 'stopped', 'tiny.gguf');
  const stop = new AbortController();
  const ensured = ensureTinyModel(path, await fakeMaker(), stop.signal);
  stop.abort();
  await assert.rejects(ensured, { name: 'AbortError' });
  assert.deepEqual(await readdir(join(directory, 'stopped')), []);
});
