import * as vscode from 'vscode';
import { DisposableStore } from '../disposables.ts';
import { CancelledError } from '../errors.ts';

/** A benchmark under way, as its run sees it. */
export interface BenchmarkRun {
  readonly signal: AbortSignal;
  /** What it does now, in a line. */
  readonly say: (line: string) => void;
}

interface Running {
  readonly controller: AbortController;
  line: string;
  ended: Promise<unknown>;
}

/** The benchmarks that run in this window, by their files. */
export class BenchmarkRuns implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #running = new Map<string, Running>();
  readonly #changed = this.#store.add(new vscode.EventEmitter<vscode.Uri>());

  /** It began, says another line, has something new in its file, or has ended. */
  readonly onDidChange = this.#changed.event;

  /** What a benchmark does now; undefined: it does not run here. */
  lineOf(uri: vscode.Uri): string | undefined {
    return this.#running.get(uri.toString())?.line;
  }

  isRunning(uri: vscode.Uri): boolean {
    return this.#running.has(uri.toString());
  }

  /** Tells that there is something new in the file. */
  touch(uri: vscode.Uri): void {
    this.#fire(uri);
  }

  /** Runs with a notification that can cancel it. Rejects as the run does; a second run of a file rejects at once. */
  async run<T>(uri: vscode.Uri, title: string, action: (run: BenchmarkRun) => Promise<T>): Promise<T> {
    const key = uri.toString();
    if (this.#running.has(key)) {
      throw new Error(vscode.l10n.t('{0} runs already. Cancel it first, in its notification.', title));
    }
    const controller = new AbortController();
    const running: Running = { controller, line: '', ended: Promise.resolve() };
    this.#running.set(key, running);
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    const result = vscode.window.withProgress(options, async (progress, cancellation) => {
      using resources = new DisposableStore();
      resources.add(cancellation.onCancellationRequested(() => controller.abort(new CancelledError())));
      const say = (line: string): void => {
        running.line = line;
        progress.report({ message: line });
        this.#fire(uri);
      };
      return await action({ signal: controller.signal, say });
    });
    const ended = Promise.resolve(result).finally(() => {
      this.#running.delete(key);
      this.#fire(uri);
    });
    running.ended = ended;
    return await ended;
  }

  #fire(uri: vscode.Uri): void {
    if (!this.#store.isDisposed) {
      this.#changed.fire(uri);
    }
  }

  /** Cancels all, and resolves when what they launched is taken down. */
  async end(): Promise<void> {
    const running = [...this.#running.values()];
    running.forEach(({ controller }) => controller.abort(new CancelledError()));
    await Promise.allSettled(running.map(({ ended }) => ended));
  }

  dispose(): void {
    this.#running.forEach(({ controller }) => controller.abort(new CancelledError()));
    this.#store.dispose();
  }
}
