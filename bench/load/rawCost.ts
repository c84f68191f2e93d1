import { join } from 'node:path';
import * as z from 'zod/mini';
import { runCounted } from '../peers/runCounted.ts';
import type { ComparedLoad, CountedRun } from './peers.ts';

const said = z.object({ tokens: z.number() });

/** What it costs to read the same streams and do nothing with them. */
export function rawCost({ url, users, answerTokens }: ComparedLoad): CountedRun {
  return async (requests) => {
    const script = join(import.meta.dirname, 'rawReader.ts');
    const args = [script, `--url=${url}`, `--users=${users}`, `--requests=${requests}`, `--tokens=${answerTokens}`];
    const { cpuSeconds, output } = await runCounted({ program: process.execPath, args, env: {} });
    return { cpuSeconds, ...said.parse(JSON.parse(output)) };
  };
}
