import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/** The argument by which agent.js makes the model instead of being the agent. */
export const makeTinyModelArgument = '--make-tiny-model';

/**
 * Makes the tiny random model unless it is there; a half-written file is never seen under this name.
 * A process of its own makes it: the agent would keep the memory for ever.
 */
export async function ensureTinyModel(path: string, agentScript: string, signal: AbortSignal): Promise<void> {
  if (existsSync(path)) {
    return;
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // two jobs may make it at the same time
  const temporary = `${path}.${randomUUID()}.part`;
  try {
    const env = { ELECTRON_RUN_AS_NODE: '1' };
    await promisify(execFile)(process.execPath, [agentScript, makeTinyModelArgument, temporary], { env, signal });
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}
