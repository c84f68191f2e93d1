import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { liveStates, type Job } from '../../protocol/agent.ts';
import type { Target } from '../../target/target.ts';
import { errorText } from '../errors.ts';

const chunkBytes = 256 * 1024;
const pollMs = 500;

/** The logs that the user asked for: one output channel a job, which follows the job's log until that ends. */
export class JobLogs implements vscode.Disposable {
  readonly #target: Target;
  readonly #logs = new Map<string, FollowedLog>();

  constructor(target: Target) {
    this.#target = target;
  }

  show(job: Pick<Job, 'id' | 'name'>): void {
    let log = this.#logs.get(job.id);
    if (log === undefined) {
      log = new FollowedLog(job, this.#target);
      this.#logs.set(job.id, log);
    }
    log.channel.show(true);
    log.follow();
  }

  /** Goes on with the log of a job that was started again. */
  jobChanged({ id, state }: Job): void {
    if (liveStates.has(state)) {
      this.#logs.get(id)?.follow();
    }
  }

  /** Of a job that is forgotten. */
  close(jobId: string): void {
    this.#logs.get(jobId)?.dispose();
    this.#logs.delete(jobId);
  }

  dispose(): void {
    for (const jobId of this.#logs.keys()) {
      this.close(jobId);
    }
  }
}

class FollowedLog implements vscode.Disposable {
  readonly channel: vscode.OutputChannel;
  readonly #jobId: string;
  readonly #target: Target;
  readonly #disposal = new AbortController();
  #isFollowing = false;
  #offset = 0;

  constructor(job: Pick<Job, 'id' | 'name'>, target: Target) {
    this.channel = vscode.window.createOutputChannel(vscode.l10n.t('GPU job {0}', job.name), 'log');
    this.#jobId = job.id;
    this.#target = target;
  }

  follow(): void {
    if (!this.#isFollowing) {
      this.#isFollowing = true;
      void this.#read().finally(() => (this.#isFollowing = false));
    }
  }

  async #read(): Promise<void> {
    const { signal } = this.#disposal;
    try {
      while (!signal.aborted) {
        const { text, nextOffset, ended } = await this.#target.logs(this.#jobId, this.#offset, chunkBytes);
        const isAtEnd = nextOffset === this.#offset;
        if (signal.aborted || (isAtEnd && ended)) {
          return;
        }
        this.channel.append(text);
        this.#offset = nextOffset;
        if (isAtEnd) {
          await delay(pollMs, undefined, { signal });
        }
      }
    } catch (error) {
      if (!signal.aborted) {
        this.channel.appendLine(vscode.l10n.t('[the log cannot be read: {0}]', errorText(error)));
      }
    }
  }

  dispose(): void {
    this.#disposal.abort();
    this.channel.dispose();
  }
}
