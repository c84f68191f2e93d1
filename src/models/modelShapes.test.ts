import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findModelShapes } from './modelShapes.ts';

const config = {
  model_type: 'llama',
  architectures: ['LlamaForCausalLM'],
  hidden_size: 64,
  intermediate_size: 128,
  num_hidden_layers: 3,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  vocab_size: 1000,
  max_position_embeddings: 512,
  torch_dtype: 'bfloat16',
};

test('a model of this machine comes before the table of common models, which stands in where the disk may not be searched', async () => {
  const home = await mkdtemp(join(tmpdir(), 'models-'));
  try {
    const snapshot = join(home, 'models--Qwen--Qwen3-8B', 'snapshots', 'abc');
    await mkdir(snapshot, { recursive: true });
    await writeFile(join(snapshot, 'config.json'), JSON.stringify(config));
    const { signal } = new AbortController();
    const options = { env: { HF_HUB_CACHE: home }, homeDirectory: home, signal };
    const names = ['Qwen/Qwen3-8B', 'acme/nobody-knows-it'];
    const here = await findModelShapes(names, { ...options, searchesDisk: true });
    assert.deepEqual(
      [...here].map(([name, { layers }]) => [name, layers.length]),
      [['Qwen/Qwen3-8B', 3]],
    );
    const known = await findModelShapes(names, { ...options, searchesDisk: false });
    assert.deepEqual(
      [...known].map(([name, { layers }]) => [name, layers.length]),
      [['Qwen/Qwen3-8B', 36]],
    );
    await assert.rejects(
      findModelShapes(names, { ...options, searchesDisk: true, signal: AbortSignal.abort(new Error('enough')) }),
      /enough/,
    );
  } finally {
    await rm(home, { recursive: true });
  }
});
