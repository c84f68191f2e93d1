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
/** Where an engine that is not known may tell its metrics. */
const commonPath = '/metrics';

/** The engine's metrics of one workload, over its ready pods. Nobody else reads them: some gauges reset on each read. */
export class JobSampling {
  readonly #reader = new PodReader();
  #engine: Engine | undefined;
  #series: ReplicaSeries | undefined;
  #reading: Promise<readonly (readonly [string, Exposition | undefined])[]> | undefined;

  /** By its image, else by its metrics once they were read. */
  get engine(): Engine | undefined {
    return this.#engine;
  }

  /** Takes a sample; undefined while the reading before is still under way. */
  async sample(
    api: ClusterApi,
    pods: readonly PodObject[],
    figures: { readonly memoryMiB: number | null; readonly ownStream: OwnStreamFigures | undefined },
    signal: AbortSignal,
  ): Promise<Sample | undefined> {
    if (this.#reading !== undefined) return undefined;
    const expositions = new Map(await this.#scrape(api, pods, signal));
    this.#series ??= new ReplicaSeries(this.#engine?.metrics ?? noMetrics);
    return this.#series.add({ t: Date.now(), expositions, ...figures });
  }

  /** What the engines' counters of generated tokens say now, read afresh; null where they have none or do not answer. */
  async countTokens(api: ClusterApi, pods: readonly PodObject[], signal: AbortSignal): Promise<number | null> {
    await this.#reading;
    const expositions = (await this.#scrape(api, pods, signal)).map(([, exposition]) => exposition);
    return expositions.includes(undefined) ? null : countGenerated(expositions, this.#engine?.metrics ?? noMetrics);
  }

  async #scrape(
    api: ClusterApi,
    pods: readonly PodObject[],
    signal: AbortSignal,
  ): Promise<readonly (readonly [string, Exposition | undefined])[]> {
    this.#reading = Promise.all(pods.map(async (pod) => [pod.name, await this.#read(api, pod, signal)] as const));
    try {
      const scraped = await this.#reading;
      this.#recognise(pods, scraped);
      return scraped;
    } finally {
      this.#reading = undefined;
    }
  }

  /** A series speaks the words of one engine: it begins anew when the engine is known at last. */
  #recognise(pods: readonly PodObject[], scraped: readonly (readonly [string, Exposition | undefined])[]): void {
    const [pod] = pods;
    const ofImage = pod && readServing(pod)?.engine;
    const engine =
      ofImage ?? this.#engine ?? scraped.map(([, exposition]) => exposition && engineOfExposition(exposition)).find(Boolean);
    if (engine !== this.#engine) {
      this.#engine = engine;
      this.#series = undefined;
    }
  }

  async #read(api: ClusterApi, pod: PodObject, signal: AbortSignal): Promise<Exposition | undefined> {
    const serving = readServing(pod);
    if (serving?.port === undefined) return undefined;
    try {
      const path = serving.engine?.metricsPath ?? commonPath;
      const patience = AbortSignal.any([signal, AbortSignal.timeout(scrapeTimeoutMs)]);
      const { status, body } = await this.#reader.get(api, pod, serving.port, path, patience);
      return status === 200 ? parseExposition(body) : undefined;
    } catch {
      return undefined;
    }
  }
}
