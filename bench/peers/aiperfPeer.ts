import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { pipInstall } from '../../test/engines/tools/pythonTool.ts';
import { makeHubCache, tokenizerName } from './hubCache.ts';
import { toArguments, type Peer } from './peer.ts';

const metric = z.object({ avg: z.number() });
const distribution = z.object({ p50: z.number(), p95: z.number() });
const report = z.object({
  request_count: metric,
  request_error_rate: metric,
  total_output_tokens: metric,
  output_token_throughput: metric,
  time_to_first_token: distribution,
  inter_token_latency: distribution,
});

/** NVIDIA's AIPerf 0.13. It sends the bodies that it is given; its ITL is of each request: (latency - TTFT) / (tokens - 1). */
export const aiperfPeer: Peer = {
  name: 'aiperf',
  tool: {
    name: 'aiperf',
    version: '0.13.0',
    cost: 'some 1.2 GB, minutes',
    steps: [pipInstall('aiperf==0.13.0')],
    commands: { aiperf: 'exec "$BIN/aiperf" "$@"' },
  },
  async command({ url, model, users, asks, endsKeptConnections = false }, { commands }, directory) {
    const bodies = asks.map(({ prompt, answerTokens }) => ({
      model,
      messages: [{ role: 'user', content: prompt }],
      max_tokens: answerTokens,
      ignore_eos: true,
      stream: true,
      stream_options: { include_usage: true },
    }));
    const file = join(directory, 'bodies.jsonl');
    await writeFile(file, bodies.map((body) => `${JSON.stringify(body)}\n`).join(''));
    return {
      program: join(commands, 'aiperf'),
      args: [
        'profile',
        ...toArguments({
          '--model': model,
          '--url': url,
          '--endpoint-type': 'chat',
          '--streaming': true,
          '--concurrency': users,
          '--request-count': asks.length,
          '--input-file': file,
          '--custom-dataset-type': 'raw-payload',
          '--dataset-sampling-strategy': 'sequential',
          '--use-server-token-count': true,
          '--tokenizer': tokenizerName,
          '--artifact-dir': join(directory, 'out'),
          '--export-level': 'summary',
          '--ui': 'none',
          '--no-gpu-telemetry': true,
          '--no-server-metrics': true,
          ...(endsKeptConnections && { '--connection-reuse-strategy': 'never' }),
        }),
      ],
      env: await makeHubCache(directory),
    };
  },
  async readFigures(directory) {
    const read = report.parse(JSON.parse(await readFile(join(directory, 'out', 'profile_export_aiperf.json'), 'utf8')));
    if (read.request_error_rate.avg > 0) throw new Error(`aiperf: ${read.request_error_rate.avg} % of its requests failed`);
    return {
      requests: read.request_count.avg,
      tokens: read.total_output_tokens.avg,
      tokensPerSecond: read.output_token_throughput.avg,
      ttftMs: read.time_to_first_token,
      itlMs: read.inter_token_latency,
    };
  },
};
