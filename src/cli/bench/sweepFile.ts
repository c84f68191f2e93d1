import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { SweepResult } from '../../load/sweep/sweepResult.ts';
import { readSweepResult } from '../../load/sweep/sweepResultSchema.ts';
import { createDirectory } from '../../target/createDirectory.ts';
import { describeReadError } from '../readManifestText.ts';
import { UsageError } from '../usage.ts';

/** Where the editor finds it too; the ending is the one that it opens as a page. */
export function sweepPath(directory: string, name: string, startedAt: number): string {
  const time = new Date(startedAt);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const plain = name
    .replaceAll(/[^\w.-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80);
  const clock = `${two(time.getHours())}${two(time.getMinutes())}${two(time.getSeconds())}`;
  return join(directory, '.gpu-fractions', 'benchmarks', `${day}-${clock}-${plain || 'sweep'}.gpubench.json`);
}

/** Reads a sweep that was kept. Rejects with a UsageError that names the flag, the file and what is wrong with it. */
export async function readSweepFile(flag: string, path: string): Promise<SweepResult> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`--${flag} ${describeReadError(path, error)}`);
  });
  const read = readSweepResult(text);
  if (read.kind === 'problem') throw new UsageError(`--${flag} ${path}: ${read.problem}`);
  return read.value;
}

/** Keeps a sweep in a file as it goes on. Whoever reads meanwhile, or after a crash, sees a whole result. */
export class SweepFile {
  readonly path: string;
  #writing: Promise<void> = Promise.resolve();
  #waiting: SweepResult | undefined;
  #failure: unknown;

  constructor(path: string) {
    this.path = path;
  }

  /** Rejects with a UsageError where it cannot be written, before anything is launched. */
  async open(): Promise<void> {
    try {
      await createDirectory(dirname(this.path), 0o777);
      await writeFile(this.path, '', { flag: 'a' });
    } catch (error) {
      throw new UsageError(l10n.t('--out {0}: {1}. Name a file that can be written.', this.path, (error as Error).message));
    }
  }

  /** Of several that come while one is written the last one is. */
  readonly keep = (result: SweepResult): void => {
    const isWriting = this.#waiting !== undefined;
    this.#waiting = result;
    if (!isWriting) this.#writing = this.#writing.then(() => this.#write());
  };

  /** Resolves when the last one is written; rejects where it could not be. */
  async close(): Promise<void> {
    await this.#writing;
    if (this.#failure !== undefined) {
      const { message } = this.#failure as Error;
      throw new Error(l10n.t('{0} could not be written: {1}. The result above is kept nowhere else.', this.path, message));
    }
  }

  async #write(): Promise<void> {
    const result = this.#waiting;
    this.#waiting = undefined;
    const fresh = `${this.path}.${process.pid}.tmp`;
    try {
      await writeFile(fresh, `${JSON.stringify(result, undefined, 1)}\n`);
      await rename(fresh, this.path);
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error;
      await rm(fresh, { force: true });
    }
  }
}
