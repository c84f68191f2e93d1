import type { Slo } from './slo.ts';

/** What is asked of the server: streamed chat completions, streamed completions, or embeddings. */
export type Api = 'chat' | 'completions' | 'embeddings';

/** Where requests go, and what each of them carries. */
export interface Endpoint {
  /** Base address, such as `http://127.0.0.1:8001`; `/v1` is added unless its path ends in a version already. */
  readonly url: string;
  readonly api: Api;
  readonly model: string;
  /** Sent with each request, `authorization` among them; never written into a result. */
  readonly headers: Readonly<Record<string, string>>;
  /** Further fields of each request's body, such as `{"temperature": 0}`. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** When requests are sent: by users who each wait for their answer, at a rate whatever the server does, or as they were recorded. */
export type Arrivals =
  | { readonly kind: 'closed'; readonly users: number }
  | { readonly kind: 'open'; readonly perSecond: number; readonly spacing: 'poisson' | 'even' }
  | {
      readonly kind: 'replay';
      readonly file: string;
      /** 2: twice as fast as recorded. */
      readonly speed: number;
      /** 0.5: half of the requests, 2: each twice. */
      readonly volume: number;
    };

/** A length in tokens, drawn anew for each request. */
export type Lengths =
  | { readonly kind: 'fixed'; readonly tokens: number }
  | { readonly kind: 'uniform'; readonly least: number; readonly most: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly deviation: number };

/** What is asked: words of our own, or the conversations of a file. A replay brings its own lengths. */
export type Prompts =
  | {
      readonly kind: 'synthetic';
      readonly lengths: Lengths;
      /** The first so many tokens of each prompt are one of `groups` texts, which a prefix cache finds again. */
      readonly sharedPrefix?: { readonly tokens: number; readonly groups: number };
    }
  | { readonly kind: 'dataset'; readonly file: string };

/** How long a run sends. Warm-up is left out of all figures. */
export interface Extent {
  readonly warmUpSeconds: number;
  /** At least one of the two; the first that is reached ends it. Of requests those after the warm-up count. */
  readonly seconds?: number;
  readonly requests?: number;
}

/** One run of load against one server; the same plan sends the same requests. A plain value: it goes to worker threads and into results. */
export interface LoadPlan {
  readonly endpoint: Endpoint;
  readonly arrivals: Arrivals;
  readonly prompts: Prompts;
  /** Longest answer; a dataset or a recording may have its own. */
  readonly answer: Lengths;
  /** Asks the server to go on until the longest answer (`ignore_eos`), so that runs are comparable. */
  readonly ignoresEndOfText: boolean;
  readonly extent: Extent;
  readonly seed: number;
  /** A stream that is silent for so long has failed. */
  readonly silenceSeconds: number;
  /** What counts as good, for goodput; absent: nothing was promised. */
  readonly slo?: Slo;
}
