import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import type { StateFiles } from '../../protocol/stateDirectory.ts';
import { writeFileAtomically } from '../atomicFile.ts';
import { isDiskFull, messageOf } from '../fileError.ts';
import { readJobRecord, type JobRecord } from '../jobs/jobRecord.ts';
import { RequestError } from '../requestError.ts';

const compactAfterLines = 500;

/**
 * What the agent must find again after a kill: the newest record of each job.
 * Lines are appended and flushed to the disk; now and then they are folded into a snapshot.
 */
export class Journal {
  readonly #files: StateFiles;
  readonly #records: Map<string, JobRecord>;
  readonly #file: number;
  #lines: number;
  #isClosed = false;

  private constructor(files: StateFiles, records: Map<string, JobRecord>, lines: number) {
    this.#files = files;
    this.#records = records;
    this.#lines = lines;
    this.#file = openSync(files.journal, 'a', 0o600);
  }

  /** Reads what an earlier agent left. Lines that cannot be read, such as one torn by a crash, are skipped and counted. */
  static open(files: StateFiles): { readonly journal: Journal; readonly unreadableLines: number } {
    const records = new Map<string, JobRecord>();
    let unreadableLines = 0;
    const apply = (line: string) => {
      const entry = parseLine(line);
      if (entry === undefined) {
        unreadableLines++;
      } else if (entry.record === undefined) {
        records.delete(entry.removed);
      } else {
        records.set(entry.record.id, entry.record);
      }
    };
    readLines(files.snapshot).forEach(apply);
    const text = readText(files.journal);
    const lines = text.split('\n').filter((line) => line !== '');
    lines.forEach(apply);
    const journal = new Journal(files, records, lines.length);
    if (text !== '' && !text.endsWith('\n')) {
      journal.#compact();
    }
    return { journal, unreadableLines };
  }

  records(): readonly JobRecord[] {
    return [...this.#records.values()];
  }

  /** Keeps this record; it is on the disk when this returns. Throws RequestError `diskFull`, `storage` or `stopping`. */
  put(record: JobRecord): void {
    this.#append({ record });
    this.#records.set(record.id, record);
    this.#compactWhenLong();
  }

  remove(id: string): void {
    this.#append({ removed: id });
    this.#records.delete(id);
    this.#compactWhenLong();
  }

  /** What is put from now on is refused: the descriptor may soon be that of another file. */
  close(): void {
    this.#isClosed = true;
    closeSync(this.#file);
  }

  #append(entry: object): void {
    if (this.#isClosed) {
      throw new RequestError('stopping', l10n.t('The agent is stopping. Try again in a moment.'));
    }
    const before = fstatSync(this.#file).size;
    try {
      const bytes = Buffer.from(`${JSON.stringify(entry)}\n`);
      let written = 0;
      while (written < bytes.length) {
        written += writeSync(this.#file, bytes, written);
      }
      fdatasyncSync(this.#file);
      this.#lines++;
    } catch (error) {
      try {
        ftruncateSync(this.#file, before);
      } catch {
        // a torn line is skipped by the next reader
      }
      throw isDiskFull(error)
        ? new RequestError(
            'diskFull',
            l10n.t(
              'The disk with {0} is full. Free some space and try again; jobs that are running go on.',
              this.#files.directory,
            ),
            { cause: error },
          )
        : new RequestError('storage', l10n.t('{0} cannot be written: {1}', this.#files.journal, messageOf(error)), {
            cause: error,
          });
    }
  }

  #compactWhenLong(): void {
    if (this.#lines < compactAfterLines + 2 * this.#records.size) {
      return;
    }
    try {
      this.#compact();
    } catch {
      // the journal itself is whole; the next entry tries again
    }
  }

  #compact(): void {
    writeFileAtomically(
      this.#files.snapshot,
      this.records()
        .map((record) => `${JSON.stringify({ record })}\n`)
        .join(''),
    );
    ftruncateSync(this.#file, 0);
    this.#lines = 0;
  }
}

type Entry = { readonly record: JobRecord } | { readonly record?: undefined; readonly removed: string };

function parseLine(line: string): Entry | undefined {
  try {
    const { record, removed } = JSON.parse(line) as { record?: unknown; removed?: unknown };
    const job = readJobRecord(record);
    if (job !== undefined) {
      return { record: job };
    }
    return typeof removed === 'string' ? { removed } : undefined;
  } catch {
    return undefined;
  }
}

function readText(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(path, 'utf8') : '';
}

function readLines(path: string): readonly string[] {
  return readText(path)
    .split('\n')
    .filter((line) => line !== '');
}
