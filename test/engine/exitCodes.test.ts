import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { removeBundle } from '../support/bundle.ts';
import { ensureEmbeddedPackages } from '../support/embeddedPackages.ts';
import { runEngine, tinyModelFile } from './engineRun.ts';

after(removeBundle);

async function ending(args: readonly string[]): Promise<{ readonly code: number | null; readonly log: string }> {
  await using engine = await runEngine(args);
  const code = await engine.exit;
  return { code, log: engine.log() };
}

test('2: a flag that does not exist, and one that is wrong', async () => {
  const unknown = await ending(['--model', 'm.gguf', '--packages', '/p', '--gpu-layers', '99']);
  assert.equal(unknown.code, 2);
  assert.match(unknown.log, /--gpu-layers/);
  const wrong = await ending(['--model', 'm.gguf', '--packages', '/p', '--port', 'http']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.log, /--port .*"http"/);
});

test('3: no model file, and one that is none', async () => {
  const missing = await ending(['--model', '/nowhere/m.gguf', '--packages', '/p']);
  assert.equal(missing.code, 3);
  assert.match(missing.log, /\/nowhere\/m\.gguf does not exist/);
  const archive = await ending(['--model', process.execPath, '--packages', '/p']);
  assert.equal(archive.code, 3);
  assert.match(archive.log, /GGUF/);
});

test('3: a model file that breaks off', async () => {
  const packages = await ensureEmbeddedPackages();
  await using model = await tinyModelFile((bytes) => bytes.subarray(0, 20_000));
  const { code, log } = await ending(['--model', model.path, '--packages', packages, '--port', '0']);
  assert.equal(code, 3);
  assert.match(log, /cannot load .*some-noise\.gguf/);
});

test('4: an occupied port', async () => {
  await using model = await tinyModelFile();
  const occupant = createServer().listen(0, '127.0.0.1');
  await once(occupant, 'listening');
  const { port } = occupant.address() as AddressInfo;
  try {
    const { code, log } = await ending(['--model', model.path, '--packages', '/p', '--port', String(port)]);
    assert.equal(code, 4);
    assert.match(log, new RegExp(`Port ${port} of 127.0.0.1 is in use`));
  } finally {
    occupant.close();
  }
});

test('5: no packages, and broken ones', async () => {
  await using model = await tinyModelFile();
  const { code, log } = await ending(['--model', model.path, '--packages', model.directory, '--port', '0']);
  assert.equal(code, 5);
  assert.match(log, /npm install .*node-llama-cpp@/);
  await writeFile(join(model.directory, 'node_modules'), 'a file in the way');
  assert.equal((await ending(['--model', model.path, '--packages', model.directory, '--port', '0'])).code, 5);
});
