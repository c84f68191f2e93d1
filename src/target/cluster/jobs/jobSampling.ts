import { engineOfExposition } from '../../../inference/engines/engines.ts';
import type { Engine, MetricVocabulary } from '../../../inference/engines/engine.ts';
import { parseExposition, type Exposition } from '../../../inference/exposition.ts';
import { countGenerated, ReplicaSeries } from '../../../inference/replicaSeries.ts';
import type { Sample } from '../../../inference/sample.ts';
import type { OwnStreamFigures } from '../../../inference/series.ts';
import type { ClusterApi } from '../api/clusterApi.ts';
import type { PodObject } from '../objects/pod.ts';
import { PodReader } from './podHttp.ts';
import { readServing } from './serving.ts';

const scrapeTimeoutMs = 4000;
const noMetrics: MetricVocabulary = { generatedTokens: [] };
/** Where an engine that is not known may tell its metrics; NIM has them at the second. */
const commonPaths: readonly string[] = ['/metrics', '/v1/metrics'];

/** What the counters of generated tokens of some pods say together. */
export interface TokenCount {
  /** Tells the pods apart that were asked: counts of other pods cannot be compared. */
  readonly pods: string;
  readonly tokens: number;
}

/** The engine's metrics of one workload, over its ready pods. Nobody else reads them: some gauges reset on each read. */
export class JobSampling {
  readonly #reader = new PodReader();
  readonly #paths = new Map<string, string>();
  #engine: Engine | undefined;
  #series: ReplicaSeries | undefined;
  #reading: Promise<readonly (readonly [PodObject, Exposition | undefined])[]> | undefined;

  /** The one whose metrics were read, whatever image runs it; before that the one of the image. */
  get engine(): Engine | undefined {
    return this.#engine;
  }

  /** Tokens per second by pod, where the engine counts them while a request runs. */
  get rates(): ReadonlyMap<string, number | null> {
    return this.#series?.rates ?? new Map<string, number | null>();
  }

  /** Takes a sample; undefined while the reading before is still under way. */
  async sample(
    api: ClusterApi,
    pods: readonly PodObject[],
    figures: { readonly memoryMiB: number | null; readonly ownStream: OwnStreamFigures | undefined },
    signal: AbortSignal,
  ): Promise<Sample | undefined> {
    if (this.#reading !== undefined) return undefined;
    const scraped = await this.#scrape(api, pods, signal);
    const expositions = new Map(scraped.map(([pod, exposition]) => [pod.name, exposition]));
    this.#series ??= new ReplicaSeries(this.#engine?.metrics ?? noMetrics);
    return this.#series.add({ t: Date.now(), expositions, ...figures });
  }

  /** Read afresh; null where the engines have no counter or one of them does not answer. */
  async countTokens(api: ClusterApi, pods: readonly PodObject[], signal: AbortSignal): Promise<TokenCount | null> {
    await this.#reading;
    const scraped = await this.#scrape(api, pods, signal);
    const expositions = scraped.map(([, exposition]) => exposition);
    const tokens = expositions.includes(undefined) ? null : countGenerated(expositions, this.#engine?.metrics ?? noMetrics);
    return tokens === null ? null : { tokens, pods: scraped.map(([{ uid }]) => uid).join() };
  }

  async #scrape(
    api: ClusterApi,
    pods: readonly PodObject[],
    signal: AbortSignal,
  ): Promise<readonly (readonly [PodObject, Exposition | undefined])[]> {
    this.#reading = Promise.all(pods.map(async (pod) => [pod, await this.#read(api, pod, signal)] as const));
    try {
      const scraped = await this.#reading;
      this.#recognise(scraped);
      return scraped;
    } finally {
      this.#reading = undefined;
    }
  }

  /** A series speaks the words of one engine: it begins anew when another one answers. */
  #recognise(scraped: readonly (readonly [PodObject, Exposition | undefined])[]): void {
    const spoken = scraped.map(([, exposition]) => exposition && engineOfExposition(exposition)).find(Boolean);
    const [pod] = scraped[0] ?? [];
    const engine = spoken ?? this.#engine ?? (pod && readServing(pod)?.engine);
    if (engine !== this.#engine) {
      this.#engine = engine;
      this.#series = undefined;
    }
  }

  async #read(api: ClusterApi, pod: PodObject, signal: AbortSignal): Promise<Exposition | undefined> {
    const serving = readServing(pod);
    if (serving?.port === undefined) return undefined;
    const known = serving.engine?.metricsPath ?? this.#paths.get(pod.uid);
    for (const path of known === undefined ? commonPaths : [known]) {
      try {
        const patience = AbortSignal.any([signal, AbortSignal.timeout(scrapeTimeoutMs)]);
        const { status, body } = await this.#reader.get(api, pod, serving.port, path, patience);
        if (status === 200) {
          this.#paths.set(pod.uid, path);
          return parseExposition(body);
        }
      } catch {
        // it does not answer: a gap in the series says so
        return undefined;
      }
    }
    return undefined;
  }
}
