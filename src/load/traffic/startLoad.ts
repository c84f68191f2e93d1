import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { OwnStreamFigures } from '../../inference/series.ts';
import { pauseAfterMs } from './backOff.ts';
import { LoadError } from '../loadError.ts';
import { makePrompts } from '../prompts.ts';
import { ConnectionPool } from '../wire/connectionPool.ts';
import { requestUrl } from '../wire/requestUrl.ts';
import { sendRequest } from '../wire/sendRequest.ts';
import { TrafficMeter, type TrafficFigures } from './trafficMeter.ts';

export interface LoadOptions {
  /** Where the engine listens: `http://127.0.0.1:8001`. */
  readonly url: string;
  readonly model: string;
  /** Each sends one request after the other. */
  readonly users: number;
  /** Words of each prompt. */
  readonly promptTokens: number;
  /** Longest answer, in tokens. */
  readonly maxTokens: number;
  /** The same seed sends the same prompts; 1 unless told. */
  readonly seed?: number;
  /** Aborted: stops sending and drains, like `stop()`. */
  readonly signal?: AbortSignal;
  /** A stream that is silent for so long counts as failed; 120,000 unless told. */
  readonly silenceMs?: number;
  /** Milliseconds of a clock that only goes on. */
  readonly now?: () => number;
}

/** One run of traffic. */
export interface LoadRun {
  readonly state: 'sending' | 'draining' | 'finished';
  /** The final figures, once every request has ended; never rejects. */
  readonly finished: Promise<TrafficFigures>;
  figures(): TrafficFigures;
  /** What our streams show of the last seconds, for the job's series. */
  ownStream(): OwnStreamFigures;
  /** Sends nothing more; open requests finish and count. */
  stop(): void;
  /** Ends open requests at once; they do not count. */
  cancel(): void;
}

/** Sends chat completions as a number of users, each waiting for its answer before it asks again. Throws a LoadError on options that cannot be. */
export function startLoad(options: LoadOptions): LoadRun {
  return new Traffic(options);
}

class Traffic implements LoadRun {
  readonly finished: Promise<TrafficFigures>;
  readonly #options: LoadOptions;
  readonly #now: () => number;
  readonly #meter: TrafficMeter;
  readonly #pool: ConnectionPool;
  readonly #prompts: Generator<string, never>;
  readonly #stopping = new AbortController();
  readonly #cancelling = new AbortController();
  #state: LoadRun['state'] = 'sending';

  constructor(options: LoadOptions) {
    const { users, promptTokens, maxTokens, seed = 1, signal } = options;
    for (const [name, count] of Object.entries({ users, promptTokens, maxTokens })) checkCount(name, count);
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#pool = new ConnectionPool(requestUrl(options.url, 'chat'));
    this.#prompts = makePrompts(promptTokens, seed);
    this.#meter = new TrafficMeter(this.#now());
    // one listener for each request under way
    setMaxListeners(0, this.#stopping.signal, this.#cancelling.signal);
    const stop = () => this.stop();
    if (signal?.aborted) this.stop();
    signal?.addEventListener('abort', stop, { once: true });
    this.finished = this.#run().finally(() => signal?.removeEventListener('abort', stop));
  }

  get state(): LoadRun['state'] {
    return this.#state;
  }

  figures(): TrafficFigures {
    return this.#meter.figures(this.#now());
  }

  ownStream(): OwnStreamFigures {
    return this.#meter.ownStream(this.#now());
  }

  stop(): void {
    if (this.#state !== 'sending') return;
    this.#state = 'draining';
    this.#meter.stopSending(this.#now());
    this.#stopping.abort();
  }

  cancel(): void {
    this.stop();
    this.#cancelling.abort();
  }

  async #run(): Promise<TrafficFigures> {
    await Promise.all(Array.from({ length: this.#options.users }, (_, user) => this.#beUser(user)));
    this.#pool[Symbol.dispose]();
    this.#state = 'finished';
    return this.figures();
  }

  async #beUser(user: number): Promise<void> {
    for (let failures = 0; this.#state === 'sending';) {
      failures = (await this.#ask()) ? 0 : failures + 1;
      if (failures > 0) await this.#pause(failures, user);
    }
  }

  /** Whether it went well. */
  async #ask(): Promise<boolean> {
    const { model, maxTokens, silenceMs = 120_000 } = this.#options;
    const body = JSON.stringify({
      model,
      messages: [{ role: 'user', content: this.#prompts.next().value }],
      max_tokens: maxTokens,
      stream: true,
      stream_options: { include_usage: true },
    });
    const request = this.#meter.begin(this.#now());
    const answer = await sendRequest(
      this.#pool,
      { api: 'chat', body, silenceMs, signal: this.#cancelling.signal, now: this.#now },
      { sent: () => undefined, output: (at, chunks) => this.#meter.receive(request, at, chunks) },
    );
    if (answer.kind === 'cancelled') {
      this.#meter.drop(request);
    } else if (answer.kind === 'failed') {
      this.#meter.fail(request, answer.reason);
    } else if (answer.outputTokens === undefined) {
      this.#meter.fail(
        request,
        l10n.t('the stream had no usage figure; the server does not honour stream_options.include_usage'),
      );
    } else {
      this.#meter.finish(request, answer.outputTokens);
      return true;
    }
    return false;
  }

  /** A server that fails is not hammered. */
  async #pause(failures: number, user: number): Promise<void> {
    try {
      await delay(pauseAfterMs(failures, user, this.#options.users), undefined, { signal: this.#stopping.signal });
    } catch (error) {
      if (!this.#stopping.signal.aborted) throw error;
    }
  }
}

function checkCount(name: string, count: number): void {
  if (Number.isSafeInteger(count) && count >= 1) return;
  throw new LoadError('badCount', l10n.t('{0} {1}: not a count. Give a whole number from 1 on.', name, count));
}
