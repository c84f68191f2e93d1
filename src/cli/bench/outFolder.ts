import { createWriteStream, type WriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import * as l10n from '@vscode/l10n';
import type { RequestRecord } from '../../load/measure/requestRecord.ts';
import { renderReport } from '../../load/report/renderReport.ts';
import type { Report } from '../../load/report/report.ts';
import { toCsv } from '../../load/report/toCsv.ts';
import { toJsonl } from '../../load/report/toJsonl.ts';
import { toMarkdown } from '../../load/report/toMarkdown.ts';
import { createDirectory } from '../../target/createDirectory.ts';
import { UsageError } from '../usage.ts';

const requestsFile = 'requests.jsonl';

/** The folder that keeps a run: `result.json`, `result.csv`, `report.html`, `report.md`, and `requests.jsonl` with a line for each request. */
export class OutFolder {
  readonly #path: string;
  #requests: WriteStream | undefined;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Rejects with a UsageError where it cannot be made, before anything is sent. */
  static async open(path: string): Promise<OutFolder> {
    try {
      await createDirectory(path, 0o777);
      const folder = new OutFolder(path);
      await folder.#write('result.json', '');
      return folder;
    } catch (error) {
      throw new UsageError(l10n.t('--out {0}: {1}. Name a folder that can be written.', path, (error as Error).message));
    }
  }

  /** Written as it comes, so that a long run is not held in memory. */
  readonly addRequest = (record: RequestRecord, repeat: number): void => {
    this.#requests ??= this.#openRequests();
    this.#requests.write(toJsonl([record], repeat));
  };

  /** A folder of its own for a part of what was measured. */
  part(name: string): Promise<OutFolder> {
    return OutFolder.open(join(this.#path, name));
  }

  /** What has no report as a whole. */
  async keepJson(value: object): Promise<void> {
    await this.#write('result.json', `${JSON.stringify(value, undefined, 2)}\n`);
  }

  /** Rejects where one of its files could not be written. */
  async finish(report: Report): Promise<void> {
    await this.keepJson(report);
    await this.#write('result.csv', toCsv(report));
    await this.#write('report.html', renderReport(report));
    await this.#write('report.md', toMarkdown(report));
    if (this.#requests !== undefined) await this.#endRequests(this.#requests);
  }

  #openRequests(): WriteStream {
    const stream = createWriteStream(join(this.#path, requestsFile));
    // a full disk is told at the end, and does not end the run
    stream.on('error', () => undefined);
    return stream;
  }

  async #endRequests(stream: WriteStream): Promise<void> {
    try {
      await finished(stream.end());
    } catch (error) {
      throw new Error(
        l10n.t('{0} could not be written: {1}. All else is kept.', join(this.#path, requestsFile), (error as Error).message),
      );
    }
  }

  #write(name: string, text: string): Promise<void> {
    return writeFile(join(this.#path, name), text);
  }
}
