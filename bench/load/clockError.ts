import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { percentile } from '../manifest/timing.ts';
import { runBench } from './cliCost.ts';
import type { StreamServer } from './openStreamServer.ts';

const line = z.object({ promptTokens: z.number(), dueMs: z.number(), ttftMs: z.number() });

/**
 * How much later than the server wrote it the first token of a request was seen, by what our command line tells of the request: the error
 * of its TTFT, in milliseconds. Both clocks are the machine's, from different starts: the least difference of all requests is that of the starts.
 */
export async function measureClockError(
  server: StreamServer,
  { users, requests, answerTokens }: { readonly users: number; readonly requests: number; readonly answerTokens: number },
): Promise<{ readonly p50: number; readonly p95: number; readonly clientLimited: boolean }> {
  const out = await mkdtemp(join(tmpdir(), 'gpu-fractions-clock-'));
  try {
    const { clientLimited } = await runBench({
      url: server.url,
      model: 'made-up',
      users,
      requests,
      'max-tokens': answerTokens,
      'warm-up': 0,
      out,
    });
    const times = await server.takeTimes();
    const lines = (await readFile(join(out, 'requests.jsonl'), 'utf8')).trimEnd().split('\n');
    const lags = lines.map((text) => {
      const { promptTokens, dueMs, ttftMs } = line.parse(JSON.parse(text));
      return dueMs + ttftMs - (times.get(promptTokens) ?? NaN);
    });
    const offset = Math.min(...lags);
    const errors = lags.map((lag) => lag - offset);
    return { p50: percentile(errors, 0.5), p95: percentile(errors, 0.95), clientLimited };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
