import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startDeathWatch } from './deathWatch.ts';

const graceMs = 5_000;
const tailLines = 20;

/** The long-lived programs of the rig. None of them outlives this process, however that ends. */
export class Children implements AsyncDisposable {
  readonly #logDirectory: string;
  readonly #children: ChildProcess[] = [];
  readonly #deathWatch = startDeathWatch();
  readonly #failed = Promise.withResolvers<never>();
  readonly #killAll = (): void => this.#children.forEach((child) => child.kill('SIGKILL'));
  #isStopping = false;

  constructor(logDirectory: string) {
    this.#logDirectory = logDirectory;
    this.#failed.promise.catch(() => undefined);
    process.once('exit', this.#killAll);
  }

  /** Rejects when a program ends that was not told to, with the end of its log. */
  get failure(): Promise<never> {
    return this.#failed.promise;
  }

  /** Starts a program in a group of its own, out of reach of Ctrl-C; it writes to `<name>.log`. */
  start(name: string, program: string, args: readonly string[]): void {
    const log = join(this.#logDirectory, `${name}.log`);
    const file = openSync(log, 'a');
    const child = spawn(program, args, { detached: true, stdio: ['ignore', file, file] });
    closeSync(file);
    child.once('error', (error) => this.#failed.reject(new Error(`${name} does not start: ${error.message}`)));
    child.once('exit', (code, signal) => void this.#noticeEnd(name, log, signal ?? `exit code ${code}`));
    this.adopt(child);
  }

  /** Ends a process of another's together with the programs. */
  adopt(child: ChildProcess): void {
    this.#children.push(child);
    if (child.pid !== undefined) {
      this.#deathWatch.watch(child.pid);
    }
  }

  /** Ends the programs, the last one first. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true;
    for (const child of this.#children.toReversed()) {
      await end(child);
    }
    process.off('exit', this.#killAll);
    this.#deathWatch[Symbol.dispose]();
  }

  async #noticeEnd(name: string, log: string, how: string): Promise<void> {
    if (!this.#isStopping) {
      const lines = (await readFile(log, 'utf8').catch(() => '')).trimEnd().split('\n');
      this.#failed.reject(new Error(`${name} ended (${how}). The end of ${log}:\n${lines.slice(-tailLines).join('\n')}`));
    }
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
    return;
  }
  const ended = new Promise((done) => child.once('exit', done));
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(timer);
}
