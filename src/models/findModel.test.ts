import assert from 'node:assert/strict';
import { mkdir, mkdtempDisposable, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { writeGguf, type GgufValue } from '../inference/ggufWriter.ts';
import { makeTinyModel } from '../inference/tinyModel.ts';
import { findModel } from './findModel.ts';
import type { FoundModel } from './foundModel.ts';
import { hubCacheDirectory } from './hubCache.ts';

const config = JSON.stringify({
  model_type: 'llama',
  hidden_size: 64,
  intermediate_size: 128,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  vocab_size: 100,
  tie_word_embeddings: true,
  torch_dtype: 'bfloat16',
});
const revision = '0123456789abcdef0123456789abcdef01234567';

/** Files in a new home directory; `snapshot` are those of `team/small` in the cache. */
async function home(files: Readonly<Record<string, string | Uint8Array>>) {
  const directory = await mkdtempDisposable(join(tmpdir(), 'models-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory.path, path)), { recursive: true });
    await writeFile(join(directory.path, path), content);
  }
  return directory;
}

function inCache(files: Readonly<Record<string, string | Uint8Array>>) {
  const root = '.cache/huggingface/hub/models--team--small';
  const entries = Object.entries(files).map(([name, content]) => [`${root}/snapshots/${revision}/${name}`, content] as const);
  return { [`${root}/refs/main`]: revision, ...Object.fromEntries(entries) };
}

function find(id: string, homeDirectory: string, env: Readonly<Record<string, string>> = {}): Promise<FoundModel> {
  return findModel(id, { env, homeDirectory, signal: new AbortController().signal });
}

function safetensors(header: string): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(64)]);
}

function storedBytes(model: FoundModel): number | undefined {
  return model.kind === 'found' && model.shape.weights.kind === 'tensors' ? model.shape.weights.storedBytes : undefined;
}

function ggufBytes(model: FoundModel): number | undefined {
  return model.kind === 'found' && model.shape.weights.kind === 'gguf' ? model.shape.weights.bytes : undefined;
}

test('a model of the Hugging Face cache, with the bytes of its index', async () => {
  await using directory = await home(
    inCache({
      'config.json': config,
      'model.safetensors.index.json': '{"metadata":{"total_size":50000},"weight_map":{"lm_head.weight":"a"}}',
    }),
  );
  const model = await find('team/small', directory.path);
  assert.equal(model.kind === 'found' && model.source, 'cache');
  // the head that is stored too, 100 x 64 numbers of 2 bytes, is not loaded: the embeddings serve
  assert.equal(storedBytes(model), 50_000 - 100 * 64 * 2);
  assert.equal(model.kind === 'found' && model.shape.layers.length, 2);
});

test('without an index the header of the one file tells', async () => {
  const header = JSON.stringify({
    'model.embed_tokens.weight': { dtype: 'BF16', shape: [100, 64], data_offsets: [0, 12_800] },
    'lm_head.weight': { dtype: 'BF16', shape: [100, 64], data_offsets: [12_800, 25_600] },
  });
  await using directory = await home(inCache({ 'config.json': config, 'model.safetensors': safetensors(header) }));
  assert.equal(storedBytes(await find('team/small', directory.path)), 12_800);
});

test('a snapshot is a folder of links to blobs; where no ref names one, the only one is it', async () => {
  await using directory = await home({ blob: config });
  const snapshot = join(directory.path, 'hub/models--team--small/snapshots/abc');
  await mkdir(snapshot, { recursive: true });
  await symlink(join(directory.path, 'blob'), join(snapshot, 'config.json'));
  const env = { HF_HUB_CACHE: join(directory.path, 'hub') };
  assert.equal((await find('team/small', '/nowhere', env)).kind, 'found');
  await mkdir(join(dirname(snapshot), 'def'));
  assert.deepEqual(await find('team/small', '/nowhere', env), { kind: 'unknown' });
});

test('a folder and a GGUF file by their paths', async () => {
  await using directory = await home({ 'm/config.json': config, 'tiny.gguf': makeTinyModel() });
  const folder = await find(join(directory.path, 'm'), '/nowhere');
  assert.equal(folder.kind === 'found' && folder.source, 'folder');
  assert.equal((await find('~/m', directory.path)).kind, 'found');
  const file = await find('~/tiny.gguf', directory.path);
  assert.equal(file.kind === 'found' && file.source, 'gguf');
  assert.ok((ggufBytes(file) ?? 0) > 1_000_000);
});

test('a GGUF file of the cache by its type, by its name, or the usual one', async () => {
  const file = (rows: number): Uint8Array =>
    writeGguf(
      new Map<string, GgufValue>([
        ['general.architecture', { type: 'string', value: 'x' }],
        ['x.block_count', { type: 'u32', value: 1 }],
        ['x.embedding_length', { type: 'u32', value: 8 }],
        ['x.attention.head_count', { type: 'u32', value: 1 }],
      ]),
      [{ name: 'token_embd.weight', shape: [8, rows], fill: () => undefined }],
    );
  await using directory = await home(
    inCache({
      'small-Q8_0.gguf': file(8),
      'small-Q4_K_M.gguf': file(4),
      'mmproj-small-f16.gguf': file(99),
      'split/small-00001-of-00002.gguf': file(1),
      'split/small-00002-of-00002.gguf': file(2),
    }),
  );
  const cases: readonly (readonly [id: string, rows: number | undefined])[] = [
    ['team/small:q8_0', 8],
    ['team/small', 4],
    ['team/small/small-Q8_0.gguf', 8],
    ['team/small/split/small-00001-of-00002.gguf', 3],
    ['team/small:Q2_K', undefined],
  ];
  for (const [id, rows] of cases) {
    assert.equal(ggufBytes(await find(id, directory.path)), rows === undefined ? undefined : rows * 8 * 4, id);
  }
});

test('the table where the model is not here, and unknown where it is in neither', async () => {
  await using directory = await home({});
  const known = await find('meta-llama/Llama-3.2-1B-Instruct', directory.path);
  assert.equal(known.kind === 'found' && known.source, 'table');
  const inContainer = await find('/models/Llama-3.2-1B-Instruct-Q4_K_M.gguf', directory.path);
  assert.equal(inContainer.kind === 'found' && inContainer.source, 'table');
  for (const id of ['team/other', '', '/', '../../etc', 'a/../b', 'x\0y', '~', 'a b', '/dev/zero', directory.path]) {
    assert.deepEqual(await find(id, directory.path), { kind: 'unknown' }, id);
  }
});

test('a broken file is a problem that names the file and what is wrong, never a throw', async () => {
  const cases: readonly (readonly [files: Readonly<Record<string, string | Uint8Array>>, reason: string, message: RegExp])[] = [
    [{ 'config.json': '{"hidden_size": "big"}' }, 'badConfig', /^hidden_size "big": /],
    [{ 'config.json': '<html>' }, 'badConfig', /not JSON/],
    [{ 'config.json': ' '.repeat(5 * 2 ** 20) }, 'badConfig', /larger than/],
    [{ 'config.json': config, 'model.safetensors.index.json': '{}' }, 'badWeights', /^metadata /],
    [{ 'config.json': config, 'model.safetensors': 'abc' }, 'badWeights', /ends within the header/],
    [{ 'config.json': config, 'model.safetensors': safetensors('{}').subarray(0, 9) }, 'badWeights', /ends within the header/],
    [{ 'config.json': config, 'model.safetensors': Buffer.alloc(16, 255) }, 'badWeights', /header/],
    [{ 'a.gguf': 'PK' }, 'badGguf', /not a GGUF file/],
    [{ 'a.gguf': makeTinyModel().subarray(0, 3000) }, 'badGguf', /ends within the header/],
    [{ 'a-Q4_K_M-00001-of-00002.gguf': makeTinyModel() }, 'badGguf', /ENOENT/],
  ];
  for (const [files, reason, message] of cases) {
    await using directory = await home(inCache(files));
    const model = await find('team/small', directory.path);
    const problem = model.kind === 'unreadable' ? model.problem : assert.fail(`${reason}: ${model.kind}`);
    assert.equal(problem.reason, reason);
    assert.match(problem.message, message);
    assert.ok(problem.path.startsWith(directory.path));
  }
});

test('an aborted search throws the reason', async () => {
  await using directory = await home(inCache({ 'config.json': config }));
  const reason = new Error('no longer wanted');
  const signal = AbortSignal.abort(reason);
  await assert.rejects(findModel('team/small', { env: {}, homeDirectory: directory.path, signal }), reason);
});

test('where the cache is', () => {
  const cases: readonly (readonly [env: Readonly<Record<string, string>>, directory: string])[] = [
    [{}, '/home/u/.cache/huggingface/hub'],
    [{ HF_HOME: '' }, '/home/u/.cache/huggingface/hub'],
    [{ HF_HOME: '/data/hf' }, '/data/hf/hub'],
    [{ HF_HOME: '~/hf' }, '/home/u/hf/hub'],
    [{ HF_HOME: '/data/hf', HF_HUB_CACHE: '/fast' }, '/fast'],
    [{ XDG_CACHE_HOME: '/c' }, '/c/huggingface/hub'],
  ];
  for (const [env, directory] of cases) assert.equal(hubCacheDirectory(env, '/home/u'), directory);
});
