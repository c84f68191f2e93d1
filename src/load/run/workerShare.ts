import { Worker } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import { LoadError } from '../loadError.ts';
import type { LoadPlan } from '../plan/loadPlan.ts';
import { TrafficFileError } from '../workload/files/trafficFileError.ts';
import type { WorkShare } from '../workload/workload.ts';
import { unpackReport } from './packedReport.ts';
import type { Share, ShareOutcome, ShareReport } from './share.ts';
import type { ThreadAnswer, ThreadData, ThreadError, ThreadOrder } from './threadMessages.ts';
import { workerEntry } from './workerEntry.ts';

/** A share that a thread of its own sends. Rejects like `openLocalShare`, and when the thread cannot be begun. */
export async function openWorkerShare(plan: LoadPlan, share: WorkShare, entry: URL = workerEntry()): Promise<Share> {
  const thread = new WorkerShare(plan, share, entry);
  try {
    await thread.ready;
    return thread;
  } catch (error) {
    await thread[Symbol.asyncDispose]();
    throw error;
  }
}

class WorkerShare implements Share {
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #ready = Promise.withResolvers<void>();
  #outcome: PromiseWithResolvers<ShareOutcome> | undefined;
  #onReport: (report: ShareReport) => void = () => undefined;
  /** Why it cannot go on. */
  #failure: Error | undefined;

  constructor(plan: LoadPlan, share: WorkShare, entry: URL) {
    this.ready = this.#ready.promise;
    const workerData: ThreadData = { plan, share };
    // flags of this process, such as those of an editor or of --eval, are not for a script
    this.#worker = new Worker(entry, { workerData, execArgv: [], name: `load ${share.worker + 1}/${share.workers}` });
    this.#worker.on('message', (answer: ThreadAnswer) => this.#receive(answer));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) =>
      this.#fail(new Error(l10n.t('a thread that sends requests has ended (exit code {0})', code))),
    );
  }

  async run(startAt: number, signal: AbortSignal, onReport: (report: ShareReport) => void): Promise<ShareOutcome> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#outcome = Promise.withResolvers();
    this.#onReport = onReport;
    const abort = () => this.#order({ kind: 'abort' });
    signal.addEventListener('abort', abort);
    try {
      this.#order({ kind: 'run', startAt });
      if (signal.aborted) abort();
      return await this.#outcome.promise;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }

  #order(order: ThreadOrder): void {
    this.#worker.postMessage(order);
  }

  #receive(answer: ThreadAnswer): void {
    switch (answer.kind) {
      case 'ready':
        return this.#ready.resolve();
      case 'report':
        return this.#onReport(unpackReport(answer.report));
      case 'outcome':
        return this.#outcome?.resolve(answer.outcome);
      case 'failed':
        return this.#fail(toError(answer.error));
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#ready.reject(this.#failure);
    this.#outcome?.reject(this.#failure);
  }
}

function toError({ name, message, reason }: ThreadError): Error {
  if (name === 'LoadError') return new LoadError(reason as LoadError['reason'], message);
  if (name === 'TrafficFileError') return new TrafficFileError(reason as TrafficFileError['reason'], message);
  return Object.assign(new Error(message), { name, reason });
}
