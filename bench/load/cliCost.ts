import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { runCounted } from '../peers/runCounted.ts';
import type { Command } from '../peers/peer.ts';
import type { ComparedLoad, CountedRun } from './peers.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const said = z.object({ tokens: z.number(), errors: z.number(), clientLimited: z.boolean() });

/** `gpu-fractions bench`, as it is shipped. */
function benchCommand(options: Readonly<Record<string, string | number>>): Command {
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  return { program: process.execPath, args: [cli, 'bench', ...args, '--json'], env: {} };
}

/** Runs it; rejects where one of its requests failed. */
export async function runBench(options: Readonly<Record<string, string | number>>) {
  const { cpuSeconds, output } = await runCounted(benchCommand(options));
  const result = said.parse(JSON.parse(output));
  if (result.errors > 0) throw new Error(`${result.errors} requests failed`);
  return { cpuSeconds, ...result };
}

/** What our own command line costs, records and figures with it. */
export function cliCost({ url, model, users, promptWords, answerTokens }: ComparedLoad): CountedRun {
  return (requests) =>
    runBench({ url, model, users, requests, 'prompt-tokens': promptWords, 'max-tokens': answerTokens, 'warm-up': 0 });
}
