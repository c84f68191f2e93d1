import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { vllmServer } from '../../test/engines/tools/tools.ts';
import { makeHubCache, tokenizerName } from './hubCache.ts';
import { toArguments, type Peer } from './peer.ts';

const report = z.object({
  completed: z.number(),
  failed: z.number(),
  total_output_tokens: z.number(),
  output_throughput: z.number(),
  median_ttft_ms: z.number(),
  p95_ttft_ms: z.number(),
  median_tpot_ms: z.number(),
  p95_tpot_ms: z.number(),
});

/**
 * `vllm bench serve` of vLLM 0.32. It makes up its words itself, as many as the first prompt has, for answers as long as the first one.
 * What is comparable is its TPOT: its ITL is of chunks. It sends one request more before it begins.
 */
export const vllmBenchPeer: Peer = {
  name: 'vllm bench serve',
  tool: vllmServer,
  async command({ url, model, users, asks }, { commands }, directory) {
    const [{ prompt, answerTokens } = { prompt: '', answerTokens: 1 }] = asks;
    return {
      program: join(commands, 'vllm-bench-serve'),
      args: toArguments({
        '--backend': 'openai-chat',
        '--base-url': url,
        '--endpoint': '/v1/chat/completions',
        '--model': model,
        '--tokenizer': tokenizerName,
        '--dataset-name': 'random',
        '--random-input-len': prompt.split(' ').length,
        '--random-output-len': answerTokens,
        '--num-prompts': asks.length,
        '--max-concurrency': users,
        '--ignore-eos': true,
        '--percentile-metrics': 'ttft,tpot',
        '--metric-percentiles': '50,95',
        '--save-result': true,
        '--result-filename': join(directory, 'out.json'),
        '--disable-tqdm': true,
      }),
      env: await makeHubCache(directory),
    };
  },
  async readFigures(directory) {
    const read = report.parse(JSON.parse(await readFile(join(directory, 'out.json'), 'utf8')));
    if (read.failed > 0) throw new Error(`vllm bench serve: ${read.failed} of its requests failed`);
    return {
      requests: read.completed,
      tokens: read.total_output_tokens,
      tokensPerSecond: read.output_throughput,
      ttftMs: { p50: read.median_ttft_ms, p95: read.p95_ttft_ms },
      itlMs: { p50: read.median_tpot_ms, p95: read.p95_tpot_ms },
    };
  },
};
