import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Lengths } from '../../src/load/plan/loadPlan.ts';
import { openWorkload } from '../../src/load/workload/openWorkload.ts';
import { toArguments, type Ask, type Command, type PeerFigures, type PeerLoad } from '../peers/peer.ts';
import { runCounted } from '../peers/runCounted.ts';

const cli = join(import.meta.dirname, '../../dist/cli.js');
const seed = 1;

/** Answers of different lengths take the users out of step, so that all tools see the same mix of reading prompts and writing answers. */
const promptTokens = { kind: 'uniform', least: 24, most: 40 } satisfies Lengths;
const answerTokens = { kind: 'uniform', least: 12, most: 24 } satisfies Lengths;

const body = z.object({ messages: z.tuple([z.object({ content: z.string() })]), max_tokens: z.number() });
const percentiles = z.object({ p50: z.number(), p95: z.number() });
const result = z.object({
  requests: z.number(),
  errors: z.number(),
  tokens: z.number(),
  ttftMs: percentiles,
  tpotMs: percentiles,
  wholeRun: z.object({ tokensPerSecond: z.number() }),
});

/** The requests that our command line sends, in its order, for the other tools to send too. */
export async function plannedAsks(model: string, users: number, count: number): Promise<readonly Ask[]> {
  const workload = await openWorkload({
    endpoint: { url: 'http://127.0.0.1', api: 'chat', model, headers: {}, body: {} },
    arrivals: { kind: 'closed', users },
    prompts: { kind: 'synthetic', lengths: promptTokens },
    answer: answerTokens,
    ignoresEndOfText: true,
    extent: { warmUpSeconds: 0, requests: count },
    seed,
    silenceSeconds: 120,
  });
  const planned = workload.requests({ worker: 0, workers: 1 });
  return Array.from({ length: count }, () => {
    const { messages, max_tokens } = body.parse(JSON.parse(planned.next().value?.body ?? ''));
    return { prompt: messages[0].content, answerTokens: max_tokens };
  });
}

/**
 * Runs `gpu-fractions bench`. What is compared with the others' ITL is our TPOT, which has their definition: of each request
 * (last - first output) / (tokens - 1). Their tokens per second are those of the whole run, from the first request to the last answer.
 */
export async function runOurs(
  { url, model, users, asks }: PeerLoad,
  within: (command: Command) => Command,
): Promise<PeerFigures> {
  const args = toArguments({
    '--url': url,
    '--model': model,
    '--users': users,
    '--requests': asks.length,
    '--prompt-tokens': `${promptTokens.least}-${promptTokens.most}`,
    '--max-tokens': `${answerTokens.least}-${answerTokens.most}`,
    '--ignore-eos': true,
    '--seed': seed,
    '--json': true,
  });
  const { output } = await runCounted(within({ program: process.execPath, args: [cli, 'bench', ...args], env: {} }));
  const { requests, errors, tokens, ttftMs, tpotMs, wholeRun } = result.parse(JSON.parse(output));
  if (errors > 0) throw new Error(`gpu-fractions bench: ${errors} of its requests failed`);
  return { requests, tokens, tokensPerSecond: wholeRun.tokensPerSecond, ttftMs, itlMs: tpotMs };
}
