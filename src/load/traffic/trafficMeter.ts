import type { OwnStreamFigures } from '../../inference/series.ts';
import { LatencyHistogram } from '../measure/latencyHistogram.ts';
import { RecentWindow } from './recentWindow.ts';

/** Figures of one run of traffic so far. Null: nothing to tell yet. */
export interface TrafficFigures {
  /** Requests that ended, with an error or without; cancelled ones are not counted. */
  readonly requests: number;
  readonly errors: number;
  /** Sum of the finished streams' own usage figures. */
  readonly tokens: number;
  /** Tokens that arrived while requests were being sent, each second; the drain is left out of both. */
  readonly tokensPerSecond: number | null;
  readonly ttftP50Ms: number | null;
  readonly ttftP95Ms: number | null;
  /** Gap between two reads, shared among the chunks of the later one. */
  readonly itlP50Ms: number | null;
  readonly itlP95Ms: number | null;
  readonly lastError?: string;
}

/** One request that is under way. */
export interface OpenRequest {
  readonly sentAt: number;
  lastOutputAt?: number;
  chunks: number;
  chunksWhileSending: number;
}

/** Latencies that are shown as live are of so many seconds; the token rate of fewer, to follow changes. */
const latencySeconds = 10;
const rateSeconds = 2;

/** Measures the streams of one run. Times are milliseconds of one clock that only goes on. */
export class TrafficMeter {
  readonly #startedAt: number;
  readonly #ttft = new LatencyHistogram();
  readonly #itl = new LatencyHistogram();
  readonly #recent = new RecentWindow(latencySeconds);
  #stoppedAt: number | undefined;
  #requests = 0;
  #errors = 0;
  #tokens = 0;
  #chunksOfFinished = 0;
  #chunksWhileSending = 0;
  #lastError: string | undefined;

  constructor(now: number) {
    this.#startedAt = now;
  }

  /** From now on nothing is sent any more. */
  stopSending(now: number): void {
    this.#stoppedAt ??= now;
  }

  begin(now: number): OpenRequest {
    return { sentAt: now, chunks: 0, chunksWhileSending: 0 };
  }

  /** One read from a stream, with `chunks` chunks of output in it. */
  receive(request: OpenRequest, now: number, chunks: number): void {
    if (chunks === 0) return;
    if (request.lastOutputAt === undefined) {
      this.#ttft.record(now - request.sentAt);
      this.#recent.addTtft(now, now - request.sentAt);
    } else {
      const gapMs = (now - request.lastOutputAt) / chunks;
      this.#itl.record(gapMs, chunks);
      this.#recent.addItl(now, gapMs, chunks);
    }
    request.lastOutputAt = now;
    request.chunks += chunks;
    this.#recent.addChunks(now, chunks);
    if (this.#stoppedAt === undefined) {
      request.chunksWhileSending += chunks;
      this.#chunksWhileSending += chunks;
    }
  }

  /** The stream ended; `tokens` is its own usage figure. */
  finish({ chunks }: OpenRequest, tokens: number): void {
    this.#requests++;
    this.#tokens += tokens;
    this.#chunksOfFinished += chunks;
  }

  fail(request: OpenRequest, reason: string): void {
    this.drop(request);
    this.#requests++;
    this.#errors++;
    this.#lastError = reason;
  }

  /** The request counts no more: we ended it ourselves. */
  drop({ chunksWhileSending }: OpenRequest): void {
    this.#chunksWhileSending -= chunksWhileSending;
  }

  figures(now: number): TrafficFigures {
    const seconds = ((this.#stoppedAt ?? now) - this.#startedAt) / 1000;
    const hasRate = this.#tokens > 0 && seconds > 0;
    return {
      requests: this.#requests,
      errors: this.#errors,
      tokens: this.#tokens,
      tokensPerSecond: hasRate ? (this.#chunksWhileSending * this.#tokensPerChunk()) / seconds : null,
      ttftP50Ms: this.#ttft.percentile(0.5),
      ttftP95Ms: this.#ttft.percentile(0.95),
      itlP50Ms: this.#itl.percentile(0.5),
      itlP95Ms: this.#itl.percentile(0.95),
      ...(this.#lastError !== undefined && { lastError: this.#lastError }),
    };
  }

  /** What our streams show of the last whole seconds. Tokens are chunks times the tokens that a chunk of finished requests had. */
  ownStream(now: number): OwnStreamFigures {
    // the second in which the run began is not whole
    const wholeSeconds = Math.floor(now / 1000) - Math.floor(this.#startedAt / 1000) - 1;
    const seconds = Math.min(rateSeconds, wholeSeconds);
    const { ttft, itl } = this.#recent.sum(now, latencySeconds);
    return {
      tokensPerSecond: seconds < 1 ? null : (this.#recent.sum(now, seconds).chunks * this.#tokensPerChunk()) / seconds,
      ttftP50Ms: ttft.percentile(0.5),
      ttftP95Ms: ttft.percentile(0.95),
      itlP50Ms: itl.percentile(0.5),
      itlP95Ms: itl.percentile(0.95),
    };
  }

  /** Engines hold back text until a character is whole, and may send several tokens at once: chunks are not tokens. */
  #tokensPerChunk(): number {
    return this.#chunksOfFinished === 0 ? 1 : this.#tokens / this.#chunksOfFinished;
  }
}
