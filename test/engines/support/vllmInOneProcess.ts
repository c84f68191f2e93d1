import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstalledTool } from '../tools/pythonTool.ts';

/**
 * On CPUs vLLM computes in a process beside its engine, and both spin while they wait for each other (vLLM 0.32 platforms/cpu.py,
 * shm_broadcast.py): on two cores nothing is left for its HTTP server, for the agent and for our load. The cause for the second process is
 * the number of threads, which is one here.
 */
export const oneProcess = { VLLM_ENABLE_V1_MULTIPROCESSING: '0' } as const;

/** Writes a `vllm` that does so; resolves to its folder for a PATH. The agent hands no such variable of a manifest on. */
export async function writeVllmInOneProcess({ commands }: InstalledTool, directory: string): Promise<string> {
  const folder = join(directory, 'commands');
  await mkdir(folder, { recursive: true });
  const lines = Object.entries(oneProcess).map(([name, value]) => `export ${name}=${value}`);
  await writeFile(join(folder, 'vllm'), ['#!/bin/sh', ...lines, `exec '${join(commands, 'vllm')}' "$@"`, ''].join('\n'), {
    mode: 0o755,
  });
  return folder;
}
