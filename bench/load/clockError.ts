import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { percentile } from '../manifest/timing.ts';
import { runBench } from './cliCost.ts';
import type { StreamServer } from './openStreamServer.ts';

const line = z.object({ promptTokens: z.number(), ttftMs: z.number() });

/** How far the TTFT of each request, as our command line tells it, is from what the server measured of the same request; milliseconds. */
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
    const errors = lines.map((text) => {
      const { promptTokens, ttftMs } = line.parse(JSON.parse(text));
      return Math.abs(ttftMs - (times.get(promptTokens) ?? NaN));
    });
    return { p50: percentile(errors, 0.5), p95: percentile(errors, 0.95), clientLimited };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
