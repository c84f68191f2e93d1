import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { writeGguf, type GgufTensor, type GgufValue } from '../../src/inference/ggufWriter.ts';
import type { KvDtype } from '../../src/inference/models/dtypes.ts';
import { estimateMemory } from '../../src/inference/models/estimateMemory.ts';
import { kvBytesPerSequence } from '../../src/inference/models/kvCache.ts';
import { makeTinyModel } from '../../src/inference/tinyModel.ts';
import { findModel } from '../../src/models/findModel.ts';
import { ensureEmbeddedPackages } from '../support/embeddedPackages.ts';

/** What of node-llama-cpp these tests use. */
interface Library {
  getLlama(options: object): Promise<{
    loadModel(options: object): Promise<
      AsyncDisposable & {
        /** Bytes of all tensors, as llama.cpp counts them (`llama_model_size`). */
        readonly size: number;
        createContext(options: object): Promise<AsyncDisposable>;
      }
    >;
    dispose(): Promise<void>;
  }>;
}

interface Measured {
  readonly weightBytes: number;
  readonly kvMiB: number;
  readonly computeMiB: number;
}

interface Question {
  readonly path: string;
  readonly contextTokens: number;
  readonly sequences: number;
  readonly kvDtype?: KvDtype;
}

// the library's log goes to the first of its instances, so that all tests share one
const log = new EventEmitter<{ line: [string] }>();
const packages = await ensureEmbeddedPackages();
const entry = createRequire(join(packages, 'package.json')).resolve('node-llama-cpp');
const library = (await import(pathToFileURL(entry).href)) as Library;
const llama = await library.getLlama({
  gpu: false,
  build: 'never',
  maxThreads: 1,
  progressLogs: false,
  logLevel: 'debug',
  logger: (_level: string, line: string) => log.emit('line', line),
});
after(() => llama.dispose());

/** Loads a model with llama.cpp and reads from its log what it allocates. */
async function measure({ path, contextTokens, sequences, kvDtype }: Question): Promise<Measured> {
  let text = '';
  using listening = new DisposableStack();
  // the log comes late: its line of the compute buffer is the last that is wanted
  const isTold = new Promise<void>((resolve) => {
    const listen = (line: string): void => {
      text += `${line}\n`;
      if (computeBuffer.test(line)) resolve();
    };
    log.on('line', listen);
    listening.defer(() => log.off('line', listen));
  });
  await using model = await llama.loadModel({ modelPath: path });
  const type = kvDtype?.toUpperCase();
  const types = { flashAttention: true, experimentalKvCacheKeyType: type, experimentalKvCacheValueType: type };
  await using _context = await model.createContext({
    contextSize: contextTokens,
    sequences,
    threads: 1,
    failedCreationRemedy: false,
    ...(type !== undefined && types),
  });
  await isTold;
  return { weightBytes: model.size, kvMiB: sum(text, kvBuffer), computeMiB: sum(text, computeBuffer) };
}

const kvBuffer = / KV buffer size = +([\d.]+) MiB/;
const computeBuffer = / compute buffer size = +([\d.]+) MiB/;

function sum(text: string, pattern: RegExp): number {
  const found = [...text.matchAll(new RegExp(pattern, 'g'))];
  assert.notEqual(found.length, 0, `llama.cpp's log has no "${pattern.source}"`);
  return found.reduce((total, [, value]) => total + Number(value), 0);
}

/** A model of zeros with grouped queries; `gemma3` with a window in five of six layers. */
function writeModel(architecture: 'llama' | 'gemma3'): Uint8Array {
  const [layers, hidden, heads, shared, headSize, inner] = [6, 256, 8, 2, 64, 512];
  const count = (value: number): GgufValue => ({ type: 'u32', value });
  // SentencePiece needs a token for each byte: type 6, behind unknown and control
  const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
  const tokens = ['<unk>', '<s>', '</s>', ...bytes];
  const metadata = new Map<string, GgufValue>([
    ['general.architecture', { type: 'string', value: architecture }],
    [`${architecture}.context_length`, count(8192)],
    [`${architecture}.embedding_length`, count(hidden)],
    [`${architecture}.block_count`, count(layers)],
    [`${architecture}.feed_forward_length`, count(inner)],
    [`${architecture}.attention.head_count`, count(heads)],
    [`${architecture}.attention.head_count_kv`, count(shared)],
    [`${architecture}.attention.key_length`, count(headSize)],
    [`${architecture}.attention.value_length`, count(headSize)],
    [`${architecture}.rope.dimension_count`, count(headSize)],
    [`${architecture}.attention.sliding_window`, count(128)],
    [`${architecture}.attention.layer_norm_rms_epsilon`, { type: 'f32', value: 1e-6 }],
    ['tokenizer.ggml.model', { type: 'string', value: 'llama' }],
    ['tokenizer.ggml.tokens', { type: 'strings', values: tokens }],
    ['tokenizer.ggml.scores', { type: 'f32s', values: tokens.map(() => 0) }],
    ['tokenizer.ggml.token_type', { type: 'i32s', values: [2, 3, 3, ...bytes.map(() => 6)] }],
  ]);
  const tensor = (name: string, ...shape: readonly number[]): GgufTensor => ({
    name: `${name}.weight`,
    shape,
    fill: () => undefined,
  });
  const layer = (index: number): readonly GgufTensor[] => {
    const own = (name: string, ...shape: readonly number[]) => tensor(`blk.${index}.${name}`, ...shape);
    const gemma = [
      own('attn_q_norm', headSize),
      own('attn_k_norm', headSize),
      own('post_attention_norm', hidden),
      own('post_ffw_norm', hidden),
    ];
    return [
      own('attn_norm', hidden),
      own('attn_q', hidden, heads * headSize),
      own('attn_k', hidden, shared * headSize),
      own('attn_v', hidden, shared * headSize),
      own('attn_output', heads * headSize, hidden),
      own('ffn_norm', hidden),
      own('ffn_gate', hidden, inner),
      own('ffn_up', hidden, inner),
      own('ffn_down', inner, hidden),
      ...(architecture === 'gemma3' ? gemma : []),
    ];
  };
  return writeGguf(metadata, [
    tensor('token_embd', hidden, tokens.length),
    ...Array.from({ length: layers }, (_, index) => layer(index)).flat(),
    tensor('output_norm', hidden),
    ...(architecture === 'llama' ? [tensor('output', hidden, tokens.length)] : []),
  ]);
}

const cases: readonly (readonly [name: string, bytes: () => Uint8Array, question: Omit<Question, 'path'>])[] = [
  ['the tiny model', makeTinyModel, { contextTokens: 1024, sequences: 2 }],
  ['the tiny model in q8_0', makeTinyModel, { contextTokens: 1024, sequences: 2, kvDtype: 'q8_0' }],
  ['grouped queries', () => writeModel('llama'), { contextTokens: 1000, sequences: 1 }],
  ['grouped queries in q4_0', () => writeModel('llama'), { contextTokens: 2048, sequences: 3, kvDtype: 'q4_0' }],
  ['sliding windows', () => writeModel('gemma3'), { contextTokens: 8192, sequences: 1 }],
  ['sliding windows of several sequences', () => writeModel('gemma3'), { contextTokens: 4096, sequences: 3 }],
];
for (const [name, bytes, question] of cases) {
  test(`weights and KV cache are what llama.cpp allocates: ${name}`, async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'model-memory-'));
    const path = join(directory.path, 'model.gguf');
    await writeFile(path, bytes());
    const found = await findModel(path, { env: {}, homeDirectory: '/', signal: AbortSignal.timeout(60_000) });
    if (found.kind !== 'found') assert.fail(found.kind);
    const { shape } = found;
    const measured = await measure({ path, ...question });
    assert.equal(shape.weights.kind === 'gguf' && shape.weights.bytes, measured.weightBytes);
    const { contextTokens, sequences, kvDtype = 'float16' } = question;
    const kvBytes = sequences * kvBytesPerSequence(shape, { keys: kvDtype, values: kvDtype }, contextTokens);
    const kvMiB = kvBytes / 1_048_576;
    // the log has two decimals, of full and of sliding layers each
    assert.ok(Math.abs(kvMiB - measured.kvMiB) <= 0.011, `${kvMiB} MiB estimated, ${measured.kvMiB} MiB allocated`);
    // a rule of thumb, within the factor of two that it promises
    const { activationMiB } = estimateMemory({ shape, ...question });
    assert.ok(
      activationMiB <= 2 * measured.computeMiB && measured.computeMiB <= 2 * activationMiB,
      `${activationMiB} MiB estimated, ${measured.computeMiB} MiB allocated`,
    );
  });
}
