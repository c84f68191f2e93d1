import { Counter, Gauge, Histogram, LabelledCounter, type Instrument } from './instruments.ts';

export type RequestOutcome = 'ok' | 'cancelled' | 'error';

/** What the gauges read. */
export interface Occupancy {
  readonly running: number;
  readonly waiting: number;
  /** 0 to 1. */
  readonly kvUse: number;
}

const latencyBounds = [
  0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3,
  5, 7.5, 10, 15, 20, 30, 60,
];

/** The numbers that /metrics tells; every name begins with `embedded:`. */
export class EngineMetrics {
  readonly generationTokens = new Counter('embedded:generation_tokens_total', 'Tokens generated; moves with each token.');
  readonly #promptTokens = new Counter('embedded:prompt_tokens_total', 'Prompt tokens read, counted with the first token.');
  readonly #requests = new LabelledCounter<RequestOutcome>(
    'embedded:requests_total',
    'Completion requests that ended, by outcome; refused ones are errors.',
    'status',
    ['ok', 'cancelled', 'error'],
  );
  readonly #timeToFirstToken = new Histogram(
    'embedded:time_to_first_token_seconds',
    'From the arrival of a request to its first token, the queue included.',
    latencyBounds,
  );
  readonly #interTokenLatency = new Histogram(
    'embedded:inter_token_latency_seconds',
    'Between two tokens of one request.',
    latencyBounds,
  );
  readonly #requestLatency = new Histogram(
    'embedded:e2e_request_latency_seconds',
    'From the arrival of a request to its last token, of the requests that ended well.',
    latencyBounds,
  );
  readonly #instruments: readonly Instrument[];

  constructor(readOccupancy: () => Occupancy) {
    this.#instruments = [
      this.generationTokens,
      this.#promptTokens,
      this.#requests,
      new Gauge('embedded:requests_running', 'Requests that hold a sequence.', () => readOccupancy().running),
      new Gauge('embedded:requests_waiting', 'Requests that wait for a sequence.', () => readOccupancy().waiting),
      new Gauge('embedded:kv_cache_usage_ratio', 'Cells of the KV cache in use, 0 to 1.', () => readOccupancy().kvUse),
      this.#timeToFirstToken,
      this.#interTokenLatency,
      this.#requestLatency,
    ];
  }

  /** Counts a completion request that ended before it could start. */
  countRefused(outcome: RequestOutcome): void {
    this.#requests.increment(outcome);
  }

  /** Follows a request that came at `arrivedAt`, in milliseconds of the clock `now`. */
  follow(arrivedAt: number, now: () => number): RequestRecord {
    let lastTokenAt: number | undefined;
    return {
      countToken: (promptTokens) => {
        const at = now();
        this.generationTokens.add(1);
        if (lastTokenAt === undefined) {
          this.#promptTokens.add(promptTokens);
          this.#timeToFirstToken.observe((at - arrivedAt) / 1000);
        } else {
          this.#interTokenLatency.observe((at - lastTokenAt) / 1000);
        }
        lastTokenAt = at;
      },
      end: (outcome) => {
        this.#requests.increment(outcome);
        if (outcome === 'ok') {
          this.#requestLatency.observe((now() - arrivedAt) / 1000);
        }
      },
    };
  }

  /** The answer to GET /metrics. */
  expose(): string {
    return this.#instruments.map((instrument) => instrument.expose()).join('');
  }
}

/** Books one request. */
export interface RequestRecord {
  /** Call with each token as it is generated. */
  countToken(promptTokens: number): void;
  /** Call once. */
  end(outcome: RequestOutcome): void;
}
