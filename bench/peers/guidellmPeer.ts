import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { pipInstall } from '../../test/engines/tools/pythonTool.ts';
import { makeHubCache, tokenizerName } from './hubCache.ts';
import { toArguments, type Peer } from './peer.ts';

const distribution = z.object({
  successful: z.object({ percentiles: z.object({ p50: z.number(), p95: z.number() }) }),
});

const report = z.object({
  benchmarks: z.tuple([
    z.object({
      metrics: z.object({
        request_totals: z.object({ successful: z.number(), errored: z.number(), incomplete: z.number() }),
        output_token_count: z.object({ successful: z.object({ total_sum: z.number() }) }),
        output_tokens_per_second: z.object({ total: z.object({ mean: z.number() }) }),
        time_to_first_token_ms: distribution,
        inter_token_latency_ms: distribution,
      }),
    }),
  ]),
});

/** guidellm 0.8. Its ITL is of each request too, counted once for each of its tokens; its tokens per second are those of its whole run. */
export const guidellmPeer: Peer = {
  name: 'guidellm',
  tool: {
    name: 'guidellm',
    version: '0.8.1',
    cost: 'some 5 GB, minutes',
    steps: [pipInstall('guidellm==0.8.1')],
    commands: { guidellm: 'exec "$BIN/guidellm" "$@"' },
  },
  async command({ url, model, users, asks }, { commands }, directory) {
    const file = join(directory, 'asks.jsonl');
    const rows = asks.map(({ prompt, answerTokens }) => ({ prompt, output_tokens_count: answerTokens }));
    await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    return {
      program: join(commands, 'guidellm'),
      args: [
        'run',
        ...toArguments({
          '--backend': `kind=openai_http,target=${url},model=${model},validate_backend=false`,
          '--profile': `kind=concurrent,streams=${users}`,
          '--constraint': `kind=max_requests,count=${asks.length}`,
          '--tokenizer': `kind=huggingface_auto,model=${tokenizerName}`,
          '--data': `kind=json_file,path=${file}`,
          '--output': `kind=json,path=${join(directory, 'out.json')}`,
          '--disable-console': true,
        }),
      ],
      env: { ...(await makeHubCache(directory)), HF_HOME: join(directory, 'home') },
    };
  },
  async readFigures(directory) {
    const [{ metrics }] = report.parse(JSON.parse(await readFile(join(directory, 'out.json'), 'utf8'))).benchmarks;
    const { successful, errored, incomplete } = metrics.request_totals;
    if (errored + incomplete > 0) throw new Error(`guidellm: ${errored} of its requests failed, ${incomplete} did not end`);
    return {
      requests: successful,
      tokens: Math.round(metrics.output_token_count.successful.total_sum),
      tokensPerSecond: metrics.output_tokens_per_second.total.mean,
      ttftMs: metrics.time_to_first_token_ms.successful.percentiles,
      itlMs: metrics.inter_token_latency_ms.successful.percentiles,
    };
  },
};
