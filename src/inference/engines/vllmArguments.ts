import * as l10n from '@vscode/l10n';
import { refused, type Flag } from './flag.ts';
import type { ArgumentTable } from './readArguments.ts';

const hostReason = () => l10n.t('always 127.0.0.1 here: reachable from this machine only');
const tlsReason = () => l10n.t('served as plain HTTP, on this machine only');
const keyReason = () => l10n.t('no key is asked for here; every user of this machine can reach the endpoint');
const memoryReason = () => l10n.t('--gpu-memory-utilization is set from the slice');
const codeReason = () => l10n.t('it would run code of others on this machine outside a container');
const pathReason = () => l10n.t('a path inside the container, which is not brought to this machine');
const watchReason = () => l10n.t('left on, because this is how the job is watched');
const headlessReason = () => l10n.t('the job is watched by its endpoint, so it has one');

/** Arguments without a value: what follows them stands alone. */
const switches = [
  '--enforce-eager --enable-prefix-caching --no-enable-prefix-caching --enable-chunked-prefill --no-enable-chunked-prefill',
  '--enable-auto-tool-choice --disable-log-requests --enable-log-requests --no-enable-log-requests --enable-lora --enable-sleep-mode',
  '--disable-sliding-window --disable-custom-all-reduce --enable-expert-parallel --async-scheduling --no-async-scheduling',
  '--disable-uvicorn-access-log --enable-prompt-embeds --skip-tokenizer-init --calculate-kv-scales --disable-cascade-attn',
  '--allow-credentials --return-tokens-as-token-ids --enable-prompt-tokens-details --enable-server-load-tracking',
  '--disable-frontend-multiprocessing --enable-force-include-usage --language-model-only --enable-request-id-headers --disable-fastapi-docs',
].flatMap((line) => line.split(' '));

/** Arguments by their meaning here. Names: `vllm serve --help` as documented at docs.vllm.ai up to v0.32. */
const flags: readonly Flag[] = [
  { names: ['--model', '--model-tag'], takes: 'value', meaning: 'model' },
  { names: ['--served-model-name'], takes: 'values', meaning: 'servedName' },
  { names: ['--port'], takes: 'value', meaning: 'port' },
  { names: ['--max-model-len'], takes: 'value', meaning: 'contextTokens' },
  { names: ['--max-num-seqs'], takes: 'value', meaning: 'parallel' },
  { names: switches, takes: 'nothing', meaning: 'passthrough' },

  refused(memoryReason, 'value', '--gpu-memory-utilization'),
  refused(memoryReason, 'value', '--kv-cache-memory-bytes', '--kv-cache-memory', '--num-gpu-blocks-override'),

  refused(hostReason, 'value', '--host', '--uds'),
  refused(tlsReason, 'value', '--ssl-keyfile', '--ssl-certfile', '--ssl-ca-certs', '--ssl-cert-reqs', '--ssl-ciphers'),
  refused(tlsReason, 'nothing', '--enable-ssl-refresh'),
  { names: ['--api-key'], env: 'VLLM_API_KEY', takes: 'values', meaning: { reason: keyReason, isSecret: true } },
  refused(watchReason, 'nothing', '--disable-log-stats'),
  refused(headlessReason, 'nothing', '--headless'),

  refused(codeReason, 'nothing', '--trust-remote-code'),
  refused(codeReason, 'values', '--middleware', '--logits-processors'),
  refused(codeReason, 'value', '--tool-parser-plugin', '--reasoning-parser-plugin', '--io-processor-plugin'),
  refused(codeReason, 'value', '--worker-cls', '--worker-extension-cls', '--scheduler-cls', '--distributed-executor-backend'),
  refused(codeReason, 'value', '--kv-transfer-config', '--ec-transfer-config', '--compilation-config', '-cc'),
  refused(pathReason, 'value', '--config', '--download-dir', '--log-config-file', '--allowed-local-media-path'),
];

/** Variables that change how vLLM serves, load no code and send nothing elsewhere; the token opens gated models. */
const handedOn: ReadonlySet<string> = new Set([
  'HF_TOKEN',
  'HUGGING_FACE_HUB_TOKEN',
  'HF_HUB_OFFLINE',
  'VLLM_ATTENTION_BACKEND',
  'VLLM_USE_V1',
  'VLLM_LOGGING_LEVEL',
  'VLLM_CPU_KVCACHE_SPACE',
  'VLLM_CPU_OMP_THREADS_BIND',
  'VLLM_ALLOW_LONG_MAX_MODEL_LEN',
  'VLLM_MEMORY_PROFILER_ESTIMATE_CUDAGRAPHS',
  'VLLM_USE_FLASHINFER_SAMPLER',
  'VLLM_WORKER_MULTIPROC_METHOD',
  'VLLM_ENGINE_ITERATION_TIMEOUT_S',
]);

export const vllmTable: ArgumentTable = {
  program: 'vllm serve',
  afterProgram: afterVllm,
  flags,
  hasAbbreviations: true,
  alone: 'model',
  unknown: 'passthrough',
  contextTokens: { automatic: ['auto', '-1'], hasSuffixes: true },
  parallel: { automatic: [], hasSuffixes: false },
  defaultPort: 8000,
  handsOn: (variable) => handedOn.has(variable),
};

/** `vllm serve …`, or the module that older images run; the image's own entry point is one of these, so plain arguments are enough too. */
function afterVllm(words: readonly string[]): readonly string[] | undefined {
  const [program = '', ...others] = words;
  if (/(^|\/)vllm$/.test(program) && others[0] === 'serve') return others.slice(1);
  const module = others.indexOf('-m');
  const isPython = /(^|\/)python[\d.]*$/.test(program);
  return isPython && others[module + 1] === 'vllm.entrypoints.openai.api_server' ? others.slice(module + 2) : undefined;
}
