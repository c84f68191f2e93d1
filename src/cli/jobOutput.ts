import { setTimeout as delay } from 'node:timers/promises';
import type { Target } from '../target/target.ts';
import { persistently } from '../target/agent/persistently.ts';

const chunkBytes = 64 * 1024;

/** The output of one job, handed on as it comes. */
export class JobOutput {
  readonly #target: Target;
  readonly #jobId: string;
  readonly #write: (text: string) => boolean;
  #offset = 0;

  /** `write` answers false when nobody reads any more. */
  constructor(target: Target, jobId: string, write: (text: string) => boolean) {
    this.#target = target;
    this.#jobId = jobId;
    this.#write = write;
  }

  /** Hands on what there is now. */
  async copy(): Promise<'end' | 'unread' | 'moreMayCome'> {
    for (;;) {
      const chunk = await persistently(() => this.#target.logs(this.#jobId, this.#offset, chunkBytes));
      if (chunk.text !== '' && !this.#write(chunk.text)) {
        return 'unread';
      }
      const isAtEnd = chunk.nextOffset === this.#offset;
      this.#offset = chunk.nextOffset;
      if (chunk.ended || isAtEnd) {
        return chunk.ended ? 'end' : 'moreMayCome';
      }
    }
  }

  /** Hands on all there is and what comes, until the job has ended or the signal aborts. */
  async follow(everyMs: number, signal: AbortSignal): Promise<'end' | 'unread' | 'aborted'> {
    while (!signal.aborted) {
      const result = await this.copy();
      if (result !== 'moreMayCome') {
        return result;
      }
      await delay(everyMs, undefined, { signal }).catch(() => undefined);
    }
    return 'aborted';
  }
}
