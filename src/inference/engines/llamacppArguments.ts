import * as l10n from '@vscode/l10n';
import { refused, type Flag } from './flag.ts';
import type { ArgumentTable } from './readArguments.ts';

const hostReason = () => l10n.t('always 127.0.0.1 here: reachable from this machine only');
const tlsReason = () => l10n.t('served as plain HTTP, on this machine only');
const keyReason = () => l10n.t('no key is asked for here; every user of this machine can reach the endpoint');
const memoryReason = () => l10n.t('set from the slice');
const deviceReason = () => l10n.t('the slice names the device');
const downloadReason = () => l10n.t('models are not downloaded here; name a file with --model');
const pathReason = () => l10n.t('a path inside the container, which is not brought to this machine');
const openReason = () => l10n.t('left on: it can be reached from this machine only');
const toolsReason = () => l10n.t('it would let a model act on this machine outside a container');
const addressReason = () => l10n.t('it would move the addresses by which the job is watched');

/** Arguments by their meaning here. Names and variables: llama.cpp tools/server/README.md, September 2026. */
const flags: readonly Flag[] = [
  { names: ['-m', '--model'], env: 'LLAMA_ARG_MODEL', takes: 'value', meaning: 'model' },
  { names: ['-a', '--alias'], env: 'LLAMA_ARG_ALIAS', takes: 'value', meaning: 'servedName' },
  { names: ['--port'], env: 'LLAMA_ARG_PORT', takes: 'value', meaning: 'port' },
  { names: ['-c', '--ctx-size'], env: 'LLAMA_ARG_CTX_SIZE', takes: 'value', meaning: 'contextTokens' },
  { names: ['-np', '--parallel'], env: 'LLAMA_ARG_N_PARALLEL', takes: 'value', meaning: 'parallel' },

  { names: ['--metrics'], env: 'LLAMA_ARG_ENDPOINT_METRICS', takes: 'nothing', meaning: 'alreadySet' },
  { names: ['--slots'], env: 'LLAMA_ARG_ENDPOINT_SLOTS', takes: 'nothing', meaning: 'alreadySet' },
  refused(openReason, 'nothing', '--no-slots'),

  { ...refused(hostReason, 'value', '--host'), env: 'LLAMA_ARG_HOST' },
  { ...refused(tlsReason, 'value', '--ssl-key-file'), env: 'LLAMA_ARG_SSL_KEY_FILE' },
  { ...refused(tlsReason, 'value', '--ssl-cert-file'), env: 'LLAMA_ARG_SSL_CERT_FILE' },
  { names: ['--api-key'], env: 'LLAMA_API_KEY', takes: 'value', meaning: { reason: keyReason, isSecret: true } },
  refused(keyReason, 'value', '--api-key-file'),
  { ...refused(addressReason, 'value', '--api-prefix'), env: 'LLAMA_ARG_API_PREFIX' },

  { ...refused(memoryReason, 'value', '-fit', '--fit'), env: 'LLAMA_ARG_FIT' },
  { ...refused(memoryReason, 'value', '-fitt', '--fit-target'), env: 'LLAMA_ARG_FIT_TARGET' },
  { ...refused(memoryReason, 'value', '-ngl', '--gpu-layers', '--n-gpu-layers'), env: 'LLAMA_ARG_N_GPU_LAYERS' },
  { ...refused(memoryReason, 'value', '-ts', '--tensor-split'), env: 'LLAMA_ARG_TENSOR_SPLIT' },
  { ...refused(deviceReason, 'value', '-dev', '--device'), env: 'LLAMA_ARG_DEVICE' },
  { ...refused(deviceReason, 'value', '-mg', '--main-gpu'), env: 'LLAMA_ARG_MAIN_GPU' },
  { ...refused(deviceReason, 'value', '--rpc'), env: 'LLAMA_ARG_RPC' },

  { ...refused(downloadReason, 'value', '-mu', '--model-url'), env: 'LLAMA_ARG_MODEL_URL' },
  { ...refused(downloadReason, 'value', '-hf', '-hfr', '--hf-repo'), env: 'LLAMA_ARG_HF_REPO' },
  { ...refused(downloadReason, 'value', '-hff', '--hf-file'), env: 'LLAMA_ARG_HF_FILE' },
  { ...refused(downloadReason, 'value', '-hfd', '-hfrd', '--hf-repo-draft'), env: 'LLAMA_ARG_HFD_REPO' },
  { ...refused(downloadReason, 'value', '-dr', '--docker-repo'), env: 'LLAMA_ARG_DOCKER_REPO' },
  { ...refused(downloadReason, 'value', '-mmu', '--mmproj-url'), env: 'LLAMA_ARG_MMPROJ_URL' },
  { names: ['-hft', '--hf-token'], env: 'HF_TOKEN', takes: 'value', meaning: { reason: downloadReason, isSecret: true } },
  { ...refused(downloadReason, 'value', '--models-dir'), env: 'LLAMA_ARG_MODELS_DIR' },
  { ...refused(downloadReason, 'value', '--models-preset'), env: 'LLAMA_ARG_MODELS_PRESET' },

  { ...refused(pathReason, 'value', '-md', '--model-draft'), env: 'LLAMA_ARG_MODEL_DRAFT' },
  { ...refused(pathReason, 'value', '-mm', '--mmproj'), env: 'LLAMA_ARG_MMPROJ' },
  { ...refused(pathReason, 'value', '--path'), env: 'LLAMA_ARG_STATIC_PATH' },
  { ...refused(pathReason, 'value', '--log-file'), env: 'LLAMA_LOG_FILE' },
  { ...refused(pathReason, 'value', '--chat-template-file'), env: 'LLAMA_ARG_CHAT_TEMPLATE_FILE' },
  refused(pathReason, 'value', '--lora', '--control-vector', '--grammar-file', '-jf', '--json-schema-file', '--media-path'),
  refused(pathReason, 'value', '--slot-save-path', '-lcs', '--lookup-cache-static', '-lcd', '--lookup-cache-dynamic'),
  refused(pathReason, 'values', '--lora-scaled', '--control-vector-scaled'),
  { ...refused(toolsReason, 'value', '--tools'), env: 'LLAMA_ARG_TOOLS' },
  { ...refused(toolsReason, 'value', '--webui-config-file', '--ui-config-file'), env: 'LLAMA_ARG_WEBUI_CONFIG_FILE' },
  refused(toolsReason, 'nothing', '--webui-mcp-proxy', '--ui-mcp-proxy', '--agent'),
];

export const llamacppTable: ArgumentTable = {
  program: 'llama-server',
  afterProgram: afterLlamaServer,
  flags,
  variablePrefix: 'LLAMA_ARG_',
  alone: 'problem',
  unknown: 'passthrough',
  contextTokens: { automatic: ['0'], hasSuffixes: false },
  parallel: { automatic: ['-1'], hasSuffixes: false },
  defaultPort: 8080,
  handsOn: (variable) => variable.startsWith('LLAMA_ARG_'),
};

/** `llama-server …`, or `--server …` of the `full` images, whose entry point is a choice of tools; its short form is the seed elsewhere. */
function afterLlamaServer(words: readonly string[]): readonly string[] | undefined {
  const [first = '', ...others] = words;
  const isChoice = first === '--server' || (first === '-s' && !/^\d/.test(others[0] ?? ''));
  return isChoice || /(^|\/)llama-server$/.test(first) ? others : undefined;
}
