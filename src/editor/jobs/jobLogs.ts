import * as vscode from 'vscode';
import type { Job } from '../../protocol/agent.ts';
import type { JobSource } from '../../target/jobSource.ts';
import { DisposableStore } from '../disposables.ts';
import { logScheme } from '../ids.ts';
import { followEnd } from './followEnd.ts';
import { LogTail } from './logTail.ts';

const pollMs = 500;

/**
 * Logs of jobs as read-only documents `gpu-fractions-log:/<job id>/<name>.log`, which VS Code restores after a reload.
 * A log is read by offset while someone looks at it, and only its end is kept.
 */
export class JobLogs implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<vscode.FileChangeEvent[]>());
  readonly #target: JobSource;
  readonly #tails = new Map<string, LogTail>();
  readonly #timers = new Set<NodeJS.Timeout>();

  readonly onDidChangeFile = this.#changed.event;

  constructor(target: JobSource) {
    this.#target = target;
    const options = { isReadonly: true, isCaseSensitive: true };
    this.#store.add(vscode.workspace.registerFileSystemProvider(logScheme, this, options));
    this.#store.add(followEnd(logScheme));
  }

  async show({ id, name }: Pick<Job, 'id' | 'name'>): Promise<void> {
    const uri = vscode.Uri.from({ scheme: logScheme, path: `/${id}/${name}.log` });
    const editor = await vscode.window.showTextDocument(uri, { preview: false });
    const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
    editor.revealRange(new vscode.Range(end, end));
  }

  #tail(uri: vscode.Uri): LogTail {
    const jobId = jobIdOf(uri);
    let tail = this.#tails.get(jobId);
    if (tail === undefined) {
      tail = new LogTail((offset, maxBytes) => this.#target.logs(jobId, offset, maxBytes));
      this.#tails.set(jobId, tail);
    }
    return tail;
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const tail = this.#tail(uri);
    await this.#read(uri, tail);
    return { type: vscode.FileType.File, ctime: 0, mtime: tail.changedAt, size: tail.bytes.length };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const tail = this.#tail(uri);
    await this.#read(uri, tail);
    return tail.bytes;
  }

  async #read(uri: vscode.Uri, tail: LogTail): Promise<boolean> {
    try {
      return await tail.readOn();
    } catch (cause) {
      throw vscode.FileSystemError.Unavailable(cause instanceof Error ? cause.message : uri);
    }
  }

  /** VS Code watches what an editor shows; a log that nobody sees is forgotten and read anew. */
  watch(uri: vscode.Uri): vscode.Disposable {
    const tail = this.#tail(uri);
    let isReading = false;
    const poll = async (): Promise<void> => {
      if (isReading) {
        return;
      }
      isReading = true;
      try {
        if (await tail.readOn()) {
          this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
        }
      } catch {
        // What cannot be read now is tried again; opening the log says why.
      } finally {
        isReading = false;
      }
    };
    const timer = setInterval(() => void poll(), pollMs);
    this.#timers.add(timer);
    return {
      dispose: () => {
        clearInterval(timer);
        this.#timers.delete(timer);
        this.#tails.delete(jobIdOf(uri));
      },
    };
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    throw vscode.FileSystemError.FileNotADirectory(uri);
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    for (const timer of this.#timers) {
      clearInterval(timer);
    }
    this.#store.dispose();
  }
}

/** Ids of jobs of clusters have slashes. */
function jobIdOf({ path }: vscode.Uri): string {
  return path.split('/').slice(1, -1).join('/');
}
