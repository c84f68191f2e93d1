import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { jobMarker } from '../../protocol/jobMarker.ts';
import { errorCode } from '../fileError.ts';
import { identifyProcess, isAlive, type ProcessIdentity, type ProcessStat } from '../processIdentity.ts';
import type { JobFiles } from './jobFiles.ts';
import { membersOf, readProcessTable } from './processTable.ts';

/**
 * Runs the rest of its arguments and keeps their exit code, also while no agent runs. It lives through the signals that
 * end the job, so that the code is written.
 */
const wrapperScript = 'trap : TERM INT HUP QUIT; file=$1; shift; "$@"; code=$?; echo "$code" >"$file"; exit "$code"';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Absent: the job's own directory. */
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string>>;
}

export type GroupExit = { readonly code: number | null; readonly signal: string | null };

/** One job's processes: a wrapper that leads a session of its own, and the engine in it. */
export class ProcessGroup {
  readonly identity: ProcessIdentity;
  readonly #files: JobFiles;

  private constructor(identity: ProcessIdentity, files: JobFiles) {
    this.identity = identity;
    this.#files = files;
  }

  /** Starts the command detached, its output appended to the job's log. Rejects when it cannot be started. */
  static async start(command: Command, files: JobFiles): Promise<ProcessGroup> {
    rmSync(files.exit, { force: true });
    const log = openSync(files.log, 'a', 0o600);
    try {
      const child = spawn('/bin/sh', ['-c', wrapperScript, 'sh', files.exit, command.program, ...command.args], {
        cwd: command.cwd ?? files.directory,
        detached: true,
        env: { ...command.env, [jobMarker]: files.directory },
        stdio: ['ignore', log, log],
      });
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', reject);
      });
      child.unref();
      const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
      if (identity === undefined) {
        throw new Error(`the process ended at once: ${command.program}`);
      }
      return new ProcessGroup(identity, files);
    } finally {
      closeSync(log);
    }
  }

  /** The group that an earlier agent started; undefined when it has ended. */
  static find(identity: ProcessIdentity | undefined, files: JobFiles): ProcessGroup | undefined {
    const found = identity ?? findWrapper(files.directory);
    return found !== undefined && isAlive(found) ? new ProcessGroup(found, files) : undefined;
  }

  /** Ends at once what is left of a job: processes that left its tree (`setsid -f`), all of them where its wrapper has ended unseen. */
  static killLeftovers(files: JobFiles): void {
    for (const { pid } of markedProcesses(files.directory)) {
      trySignal(pid, 'SIGKILL');
    }
  }

  isAlive(): boolean {
    return isAlive(this.identity);
  }

  /** Processes of the job, without the wrapper. */
  members(table = readProcessTable()): readonly number[] {
    return membersOf(this.identity.pid, table);
  }

  /** Ends the job: SIGTERM, and SIGKILL for what is left after the grace. Resolves when all of it has ended. */
  async stop(graceMs: number): Promise<void> {
    this.#signalMembers('SIGTERM');
    await this.#waitUntilEmpty(graceMs);
    await this.kill();
  }

  /** Ends the job at once. The wrapper goes last, so that it notes the exit code; then what had left its tree. */
  async kill(): Promise<void> {
    for (let round = 0; round < 5; round++) {
      this.#signalMembers('SIGKILL');
      if (await this.#waitUntilEmpty(200)) {
        break;
      }
    }
    if (isAlive(this.identity)) {
      trySignal(-this.identity.pid, 'SIGKILL');
    }
    ProcessGroup.killLeftovers(this.#files);
    await this.#waitUntilEmpty(5000);
  }

  #signalMembers(signal: NodeJS.Signals): void {
    for (const pid of this.members()) {
      trySignal(pid, signal);
    }
  }

  async #waitUntilEmpty(timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    while (isAlive(this.identity) || this.members().length > 0) {
      if (performance.now() >= deadline) {
        return false;
      }
      await delay(25);
    }
    return true;
  }

  exit(): GroupExit {
    return readExit(this.#files);
  }
}

/** How the job ended, as the wrapper noted it; both null when the wrapper was ended itself. */
export function readExit(files: JobFiles): GroupExit {
  try {
    const text = readFileSync(files.exit, 'utf8');
    const status = text.endsWith('\n') ? Number(text) : Number.NaN;
    return Number.isInteger(status) ? fromShellStatus(status) : { code: null, signal: null };
  } catch {
    return { code: null, signal: null };
  }
}

/** A shell reports the end by a signal as 128 + its number. */
function fromShellStatus(status: number): GroupExit {
  const signal = Object.entries(constants.signals).find(([, number]) => number === status - 128)?.[0];
  return signal === undefined ? { code: status, signal: null } : { code: null, signal };
}

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') {
      throw error;
    }
  }
}

function findWrapper(directory: string): ProcessIdentity | undefined {
  const wrapper = markedProcesses(directory).find(({ pid, session }) => pid === session);
  return wrapper && identifyProcess(wrapper.pid);
}

function markedProcesses(directory: string): readonly ProcessStat[] {
  return [...readProcessTable().values()].filter(
    ({ pid }) => pid !== process.pid && environmentOf(pid).includes(`${jobMarker}=${directory}`),
  );
}

function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
