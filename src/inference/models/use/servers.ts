import { llamacppTable } from '../../engines/llamacppArguments.ts';
import { vllmTable } from '../../engines/vllmArguments.ts';
import type { ImageReference } from '../../imageReference.ts';
import type { Server, SizingFlag } from './server.ts';

/** Names: `vllm serve --help`, docs.vllm.ai up to v0.32. */
const vllmFlags: readonly SizingFlag[] = [
  { names: ['--model', '--model-tag'], meaning: 'model' },
  { names: ['--dtype'], meaning: 'dtype' },
  { names: ['--quantization', '-q'], meaning: 'quantisation' },
  { names: ['--kv-cache-dtype'], meaning: 'kvDtype' },
  { names: ['--max-model-len'], meaning: 'contextTokens' },
  { names: ['--max-num-seqs'], meaning: 'sequences' },
  { names: ['--tensor-parallel-size', '-tp'], meaning: 'tensorParallel' },
];

const vllm: Server = {
  id: 'vllm',
  readsImage: named(/vllm/),
  afterProgram: vllmTable.afterProgram,
  flags: vllmFlags,
  otherFlags: vllmTable.flags,
  modelAlone: true,
  conversions: { fp8: 'fp8', bitsandbytes: 'nf4', experts_int8: 'int8' },
  automatic: ['auto', '-1'],
  sharesContext: false,
};

/** Names: docs.sglang.ai "Server arguments". */
const sglang: Server = {
  id: 'sglang',
  readsImage: named(/sglang/),
  afterProgram: (words) => afterModule(words, 'sglang.launch_server') ?? afterName(words, 'sglang', 'serve'),
  flags: [
    { names: ['--model-path', '--model'], meaning: 'model' },
    { names: ['--dtype'], meaning: 'dtype' },
    { names: ['--quantization'], meaning: 'quantisation' },
    { names: ['--kv-cache-dtype'], meaning: 'kvDtype' },
    { names: ['--context-length'], meaning: 'contextTokens' },
    { names: ['--max-running-requests'], meaning: 'sequences' },
    { names: ['--tensor-parallel-size', '--tp-size', '--tp'], meaning: 'tensorParallel' },
  ],
  otherFlags: [],
  modelAlone: false,
  conversions: { fp8: 'fp8', w8a8_fp8: 'fp8', w8a8_int8: 'int8', bitsandbytes: 'nf4' },
  automatic: ['auto'],
  sharesContext: false,
};

/** Names: text-generation-launcher, TGI v3.3. */
const tgi: Server = {
  id: 'tgi',
  readsImage: named(/text-generation-inference|(^|\/)tgi$/),
  afterProgram: (words) => afterName(words, 'text-generation-launcher'),
  flags: [
    { names: ['--model-id'], env: 'MODEL_ID', meaning: 'model' },
    { names: ['--dtype'], env: 'DTYPE', meaning: 'dtype' },
    { names: ['--quantize'], env: 'QUANTIZE', meaning: 'quantisation' },
    { names: ['--kv-cache-dtype'], env: 'KV_CACHE_DTYPE', meaning: 'kvDtype' },
    { names: ['--max-total-tokens'], env: 'MAX_TOTAL_TOKENS', meaning: 'contextTokens' },
    { names: ['--max-batch-size'], env: 'MAX_BATCH_SIZE', meaning: 'sequences' },
    { names: ['--num-shard'], env: 'NUM_SHARD', meaning: 'tensorParallel' },
  ],
  otherFlags: [],
  modelAlone: false,
  conversions: { fp8: 'fp8', eetq: 'int8', bitsandbytes: 'int8', 'bitsandbytes-nf4': 'nf4', 'bitsandbytes-fp4': 'nf4' },
  automatic: [],
  sharesContext: false,
};

/** Names and variables: llama.cpp tools/server/README.md, September 2026. */
const llamacpp: Server = {
  id: 'llamacpp',
  readsImage: named(/llama[.-]?cpp|llama-server/),
  afterProgram: llamacppTable.afterProgram,
  flags: [
    { names: ['-m', '--model'], env: 'LLAMA_ARG_MODEL', meaning: 'model' },
    { names: ['-hf', '-hfr', '--hf-repo'], env: 'LLAMA_ARG_HF_REPO', meaning: 'model' },
    { names: ['-hff', '--hf-file'], env: 'LLAMA_ARG_HF_FILE', meaning: 'modelFile' },
    { names: ['-c', '--ctx-size'], env: 'LLAMA_ARG_CTX_SIZE', meaning: 'contextTokens' },
    { names: ['-np', '--parallel'], env: 'LLAMA_ARG_N_PARALLEL', meaning: 'sequences' },
    { names: ['-ctk', '--cache-type-k'], env: 'LLAMA_ARG_CACHE_TYPE_K', meaning: 'keyDtype' },
    { names: ['-ctv', '--cache-type-v'], env: 'LLAMA_ARG_CACHE_TYPE_V', meaning: 'valueDtype' },
  ],
  otherFlags: llamacppTable.flags,
  modelAlone: false,
  conversions: {},
  automatic: ['0', '-1'],
  sharesContext: true,
};

/** NVIDIA NIM for language models: one image for each model; from 2.0 on it wraps vLLM and hands on its arguments. */
const nim: Server = {
  id: 'nim',
  readsImage: (image) => modelOfNim(image) !== undefined,
  afterProgram: (words) => afterName(words, 'nim-serve'),
  flags: [
    ...vllmFlags.filter(({ meaning }) => meaning === 'dtype' || meaning === 'quantisation'),
    { names: ['--model'], env: 'NIM_MODEL_NAME', meaning: 'model' },
    { names: ['--kv-cache-dtype'], env: 'NIM_KV_CACHE_DTYPE', meaning: 'kvDtype' },
    { names: ['--max-model-len'], env: 'NIM_MAX_MODEL_LEN', meaning: 'contextTokens' },
    { names: ['--max-num-seqs'], env: 'NIM_MAX_NUM_SEQS', meaning: 'sequences' },
    { names: ['--tensor-parallel-size', '-tp'], env: 'NIM_TENSOR_PARALLEL_SIZE', meaning: 'tensorParallel' },
  ],
  otherFlags: vllmTable.flags,
  modelAlone: false,
  conversions: vllm.conversions,
  automatic: vllm.automatic,
  sharesContext: false,
  modelOfImage: modelOfNim,
  moreWords: 'NIM_PASSTHROUGH_ARGS',
};

/** Every server whose arguments can be read; NIM first, because a mirror of it may have any name. */
export const servers: readonly Server[] = [nim, vllm, sglang, tgi, llamacpp];

/** By the last part of the repository and its folder: `vllm/vllm-openai`, `team/my-vllm`. */
function named(pattern: RegExp): (image: ImageReference) => boolean {
  return ({ repository }) => pattern.test(repository.split('/').slice(-2).join('/').toLowerCase());
}

/** `nvcr.io/nim/meta/llama-3.1-8b-instruct` serves `meta/llama-3.1-8b-instruct`. */
function modelOfNim({ repository }: ImageReference): string | undefined {
  const [, model] = /(?:^|\/)nim\/([^/]+\/[^/]+)$/.exec(repository) ?? [];
  // the image for any model of a hub names it by NIM_MODEL_NAME
  return model;
}

function afterName(words: readonly string[], program: string, ...next: readonly string[]): readonly string[] | undefined {
  const [first = '', ...others] = words;
  const isProgram = first === program || first.endsWith(`/${program}`);
  return isProgram && next.every((word, index) => others[index] === word) ? others.slice(next.length) : undefined;
}

function afterModule(words: readonly string[], module: string): readonly string[] | undefined {
  const [program = '', ...others] = words;
  const at = others.indexOf('-m');
  return /(^|\/)python[\d.]*$/.test(program) && at !== -1 && others[at + 1] === module ? others.slice(at + 2) : undefined;
}
