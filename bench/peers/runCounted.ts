import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Command } from './peer.ts';

const cost = z.object({ exitCode: z.number(), seconds: z.number(), cpuSeconds: z.number() });

/** What a command line cost: seconds that passed, and those that all of its processes computed. */
export type Cost = Pick<z.infer<typeof cost>, 'seconds' | 'cpuSeconds'>;

/** Runs a command line to its end; rejects with the end of what it said where it fails. Needs Linux and python3. */
export async function runCounted({ program, args, env }: Command): Promise<Cost & { readonly output: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'gpu-fractions-cost-'));
  try {
    const result = join(directory, 'cost.json');
    const script = join(import.meta.dirname, 'runCounted.py');
    const child = spawn('python3', [script, result, program, ...args], {
      cwd: directory,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    await once(child, 'close');
    const { exitCode, seconds, cpuSeconds } = cost.parse(JSON.parse(await readFile(result, 'utf8')));
    if (exitCode !== 0) throw new Error(`${program} ended with ${exitCode}: ${`${output}${errors}`.slice(-2000)}`);
    return { seconds, cpuSeconds, output };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
