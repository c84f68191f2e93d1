import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { stateDirectory, stateFiles, type StateFiles } from '../protocol/stateDirectory.ts';

/** What the environment decides. */
export interface Settings {
  readonly files: StateFiles;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly bundleDirectory: string;
  readonly simulate: string | undefined;
  readonly idleMs: number;
  readonly readySeconds: number;
}

export function readSettings(env: Readonly<Record<string, string | undefined>>, bundleDirectory: string): Settings {
  return {
    files: stateFiles(resolve(stateDirectory(env, homedir()))),
    env,
    bundleDirectory,
    simulate: env['GPU_FRACTIONS_SIMULATE'],
    idleMs: seconds(env['GPU_FRACTIONS_IDLE_SECONDS'], 600) * 1000,
    readySeconds: seconds(env['GPU_FRACTIONS_READY_SECONDS'], 300),
  };
}

/** A longer timer would go off at once. */
const longestSeconds = 2_000_000;

function seconds(text: string | undefined, otherwise: number): number {
  const value = Number(text);
  return text !== undefined && value > 0 ? Math.min(value, longestSeconds) : otherwise;
}
