import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import type { EngineOffer, LaunchProblem } from '../../protocol/agent.ts';
import { messageOf } from '../fileError.ts';
import { LaunchRefusal } from '../requestError.ts';
import { findExecutable } from './executables.ts';
import { installFailed } from './installFailure.ts';

const version = '3.22.1';
const binding = `@node-llama-cpp/${process.platform}-${process.arch}`;
/** Its packages as npm fetches them: 109 archives of 48.6 MB on linux-x64, measured with an empty cache; others are smaller. */
const downloadSize = '50 MB';
const packageFile = z.object({ version: z.string() });

interface Installation {
  readonly done: Promise<void>;
  readonly listeners: Set<(progress: string) => void>;
  readonly abort: AbortController;
  /** What was told last, for who joins later. */
  readonly progress: () => string | undefined;
}

/** The packages of the embedded engine: fetched once by npm into the state directory, as a whole or not at all. */
export class EmbeddedPackages {
  readonly #directory: string;
  readonly #env: Readonly<Record<string, string | undefined>>;
  #installing: Installation | undefined;

  constructor(directory: string, env: Readonly<Record<string, string | undefined>>) {
    this.#directory = directory;
    this.#env = env;
  }

  /** Whether nothing is left to fetch. */
  areComplete(): boolean {
    return ['node-llama-cpp', binding].every((name) => installedVersion(this.#directory, name) === version);
  }

  /** What a launch needs of them, for its plan. */
  outlook(): { readonly notes: readonly string[]; readonly problems: readonly LaunchProblem[] } {
    if (this.areComplete()) {
      return { notes: [], problems: [] };
    }
    const problems = findExecutable('npm', this.#env['PATH']) === undefined ? [npmMissing(this.#directory)] : [];
    return { notes: [l10n.t('fetches the embedded engine first (about {0}, by npm, once)', downloadSize)], problems };
  }

  /** What a person is told before an install. */
  offer(): Pick<EngineOffer, 'state' | 'detail' | 'downloadSize'> {
    if (this.areComplete()) {
      return { state: 'ready', detail: this.#directory };
    }
    if (findExecutable('npm', this.#env['PATH']) === undefined) {
      return { state: 'missing', detail: npmMissing(this.#directory).message };
    }
    const detail = l10n.t('Not fetched yet: about {0}, by npm, once, into {1}', downloadSize, this.#directory);
    return { state: 'installable', detail, downloadSize };
  }

  /**
   * Fetches what is missing; jobs that ask at the same time share one run. The run ends when no job waits for it any more.
   * Rejects with LaunchRefusal `npmMissing` or `installFailed`, or with the reason of the signal.
   */
  async ensure(onProgress: (progress: string) => void, signal: AbortSignal): Promise<void> {
    if (this.areComplete()) {
      return;
    }
    while (this.#installing?.abort.signal.aborted) {
      // one that everybody left is cleaned up first
      await this.#installing.done.catch(() => undefined);
    }
    this.#installing ??= this.#start();
    const { done, listeners, abort, progress } = this.#installing;
    listeners.add(onProgress);
    const told = progress();
    if (told !== undefined) {
      onProgress(told);
    }
    const aborted = Promise.withResolvers<never>();
    const onAbort = () => aborted.reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      signal.throwIfAborted();
      await Promise.race([done, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', onAbort);
      listeners.delete(onProgress);
      if (listeners.size === 0) {
        abort.abort();
      }
    }
  }

  /** Gives up what is being fetched; resolves when nothing of it is left. */
  async close(): Promise<void> {
    this.#installing?.abort.abort(new Error('the agent ends'));
    await this.#installing?.done.catch(() => undefined);
  }

  #start(): Installation {
    const abort = new AbortController();
    const listeners = new Set<(progress: string) => void>();
    let last: string | undefined;
    const tell = (progress: string) => {
      if (progress !== last) {
        last = progress;
        listeners.forEach((listener) => listener(progress));
      }
    };
    const done = this.#install(tell, abort.signal).finally(() => {
      this.#installing = undefined;
    });
    done.catch(() => undefined);
    return { done, listeners, abort, progress: () => last };
  }

  async #install(tell: (progress: string) => void, signal: AbortSignal): Promise<void> {
    const npm = findExecutable('npm', this.#env['PATH']);
    if (npm === undefined) {
      throw new LaunchRefusal(npmMissing(this.#directory));
    }
    const parent = dirname(this.#directory);
    mkdirSync(parent, { recursive: true, mode: 0o700 });
    await removeLeftovers(parent);
    const temporary = await mkdtemp(join(parent, '.installing-'));
    try {
      writeFileSync(join(temporary, 'package.json'), '{"private": true}\n');
      tell(l10n.t('installing the embedded engine (about {0})', downloadSize));
      await this.#runNpm(npm, temporary, tell, signal);
      rmSync(this.#directory, { recursive: true, force: true });
      renameSync(temporary, this.#directory);
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof LaunchRefusal ? error : installFailed(messageOf(error), this.#directory);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
    if (!this.areComplete()) {
      throw installFailed(l10n.t('npm ended well, but {0} {1} is not there', binding, version), this.#directory);
    }
  }

  #runNpm(npm: string, prefix: string, tell: (progress: string) => void, signal: AbortSignal): Promise<void> {
    const args = [
      'install',
      '--ignore-scripts',
      '--omit=optional',
      '--no-audit',
      '--no-fund',
      '--loglevel=http',
      '--prefix',
      prefix,
    ];
    return new Promise((resolve, reject) => {
      const child = spawn(npm, [...args, `node-llama-cpp@${version}`, `${binding}@${version}`], {
        cwd: prefix,
        env: this.#env,
        stdio: ['ignore', 'ignore', 'pipe'],
        detached: true,
      });
      const stop = () => killGroup(child.pid);
      signal.addEventListener('abort', stop, { once: true });
      let tail = '';
      let fetched = 0;
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        tail = (tail + text).slice(-4000);
        fetched += text.match(/http fetch GET 200/g)?.length ?? 0;
        if (fetched > 0) {
          tell(l10n.t('installing the embedded engine: {0} downloads so far', fetched));
        }
      });
      child.once('error', reject);
      child.once('close', (code) => {
        signal.removeEventListener('abort', stop);
        if (signal.aborted) {
          reject(signal.reason as Error);
        } else if (code === 0) {
          resolve();
        } else {
          reject(installFailed(tail, this.#directory));
        }
      });
    });
  }
}

function installedVersion(directory: string, name: string): string | undefined {
  try {
    return packageFile.parse(JSON.parse(readFileSync(join(directory, 'node_modules', name, 'package.json'), 'utf8'))).version;
  } catch {
    return undefined;
  }
}

async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (name.startsWith('.installing-')) {
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) {
      process.kill(-pid, 'SIGKILL');
    }
  } catch {
    // it has ended already
  }
}

function npmMissing(directory: string): LaunchProblem {
  return {
    reason: 'npmMissing',
    message: l10n.t(
      'The embedded engine is not there yet, and npm, which fetches it, is not on the PATH. Install Node.js with npm, or copy {0} from another machine.',
      directory,
    ),
  };
}
