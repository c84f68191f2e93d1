import type { MetricVocabulary } from './metrics/metricVocabulary.ts';
import type { Told } from './readingWindow.ts';
import { ReplicaSeries, type SeriesOptions } from './replicaSeries.ts';
import type { Sample } from './sample.ts';

/** What a client of the engine sees of its own streams in the last seconds; null is "not known". */
export type OwnStreamFigures = Readonly<
  Record<'tokensPerSecond' | 'ttftP50Ms' | 'ttftP95Ms' | 'itlP50Ms' | 'itlP95Ms', number | null>
>;

/** What was learned of a job at one instant. */
export interface Scrape {
  /** Epoch milliseconds. */
  readonly t: number;
  /** Absent: the engine's metrics could not be read. */
  readonly told?: Told | undefined;
  readonly memoryMiB: number | null;
  /** Present while someone sends traffic that we time ourselves. */
  readonly ownStream?: OwnStreamFigures | undefined;
}

/** Turns the scrapes of an engine that is one process into samples. */
export class Series {
  readonly #replicas: ReplicaSeries;

  constructor(vocabulary: MetricVocabulary | undefined, options: SeriesOptions = {}) {
    this.#replicas = new ReplicaSeries(vocabulary, options);
  }

  /** Makes the next sample. A scrape that failed leaves a gap (nulls), not zeros. */
  add({ told, ...scrape }: Scrape): Sample {
    return this.#replicas.add({ ...scrape, replicas: new Map([['', told]]) });
  }

  /** How often the engine was seen to begin anew. */
  get restarts(): number {
    return this.#replicas.restarts;
  }
}
