import { nameServer, type MeteredServer } from '../../../inference/metrics/meteredServers.ts';
import { findMetrics, type FoundMetrics } from '../../../inference/metrics/findMetrics.ts';
import type { MetricVocabulary } from '../../../inference/metrics/metricVocabulary.ts';
import { readSlots } from '../../../inference/metrics/slots.ts';
import { preferredOf } from '../../../inference/metrics/vocabularies.ts';
import type { Told } from '../../../inference/readingWindow.ts';
import { countGenerated, ReplicaSeries } from '../../../inference/replicaSeries.ts';
import type { Sample } from '../../../inference/sample.ts';
import type { OwnStreamFigures } from '../../../inference/series.ts';
import type { ClusterApi, HttpAnswer } from '../api/clusterApi.ts';
import type { PodObject } from '../objects/pod.ts';
import { PodReader } from './podHttp.ts';
import { readServing } from './serving.ts';

const scrapeTimeoutMs = 4000;
/** A pod that tells no metrics is not asked again for so long. */
const silencePauseMs = 10_000;

/** What the counters of generated tokens of some pods say together. */
export interface TokenCount {
  /** Tells the pods apart that were asked: counts of other pods cannot be compared. */
  readonly pods: string;
  readonly tokens: number;
}

/** One reading of a pod; undefined: it did not answer, or tells nothing. */
type PodReading = readonly [PodObject, (Told & { readonly vocabulary: MetricVocabulary }) | undefined];

/** The engine's metrics of one workload, over its ready pods. Nobody else reads them: some gauges reset on each read. */
export class JobSampling {
  readonly #reader = new PodReader();
  readonly #paths = new Map<string, string>();
  readonly #silentUntil = new Map<string, number>();
  #vocabulary: MetricVocabulary | undefined;
  #server: MeteredServer | undefined;
  #series = new ReplicaSeries(undefined);
  #reading: Promise<readonly PodReading[]> | undefined;

  /** The one whose metrics were read, whatever image runs it; before that the one of the image. */
  get engine(): Pick<MeteredServer, 'id' | 'label'> | undefined {
    return nameServer(this.#vocabulary, this.#server);
  }

  /** Tokens per second by pod, where the engine counts them while a request runs. */
  get rates(): ReadonlyMap<string, number | null> {
    return this.#series.rates;
  }

  /** Takes a sample; undefined while the reading before is still under way. */
  async sample(
    api: ClusterApi,
    pods: readonly PodObject[],
    figures: { readonly memoryMiB: number | null; readonly ownStream: OwnStreamFigures | undefined },
    signal: AbortSignal,
  ): Promise<Sample | undefined> {
    if (this.#reading !== undefined) return undefined;
    const read = await this.#readAll(api, pods, signal);
    const replicas = new Map(read.map(([pod, told]) => [pod.name, told]));
    return this.#series.add({ t: Date.now(), replicas, ...figures });
  }

  /** Read afresh; null where the engines have no counter or one of them does not answer. */
  async countTokens(api: ClusterApi, pods: readonly PodObject[], signal: AbortSignal): Promise<TokenCount | null> {
    await this.#reading;
    const read = await this.#readAll(api, pods, signal);
    const told = read.map(([, reading]) => reading?.exposition);
    const tokens = this.#vocabulary === undefined || told.includes(undefined) ? null : countGenerated(told, this.#vocabulary);
    return tokens === null ? null : { tokens, pods: read.map(([{ uid }]) => uid).join() };
  }

  /** Of all pods that speak the words of this workload or do not answer. */
  async #readAll(api: ClusterApi, pods: readonly PodObject[], signal: AbortSignal): Promise<readonly PodReading[]> {
    this.#reading = Promise.all(pods.map(async (pod) => [pod, await this.#read(api, pod, signal)] as const));
    try {
      const read = await this.#reading;
      this.#recognise(read);
      return read.filter(([, told]) => told === undefined || told.vocabulary === this.#vocabulary);
    } finally {
      this.#reading = undefined;
    }
  }

  /** A series is in the words of one kind of server: it begins anew when another one answers. */
  #recognise(read: readonly PodReading[]): void {
    const [pod] = read[0] ?? [];
    this.#server = (pod && readServing(pod)?.server) ?? this.#server;
    const spoken = preferredOf(read.flatMap(([, told]) => told?.vocabulary ?? []));
    // one that does not answer now may be the one that tells most
    const isSure = read.every(([, told]) => told !== undefined) || preferredOf([spoken, this.#vocabulary]) === spoken;
    if (spoken !== undefined && spoken !== this.#vocabulary && isSure) {
      this.#vocabulary = spoken;
      this.#series = new ReplicaSeries(spoken);
    }
  }

  async #read(api: ClusterApi, pod: PodObject, signal: AbortSignal): Promise<PodReading[1]> {
    const serving = readServing(pod);
    const place = serving?.server?.metrics;
    const port = serving && (place?.port?.(serving.container) ?? serving.port);
    if (port === undefined || place === null || Date.now() < (this.#silentUntil.get(pod.uid) ?? 0)) return undefined;
    let madeBetween: Told['madeBetween'];
    const get = async (path: string): Promise<HttpAnswer> => {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(scrapeTimeoutMs)]);
      const askedAt = Date.now();
      const answer = await this.#reader.get(api, pod, port, path, patience);
      madeBetween = [askedAt, Date.now()];
      return answer;
    };
    try {
      const found = await findMetrics(get, this.#paths.get(pod.uid) ?? place?.path);
      if (found === undefined) {
        this.#silentUntil.set(pod.uid, Date.now() + silencePauseMs);
        return undefined;
      }
      this.#paths.set(pod.uid, found.path);
      const slots = await askSlots(get, found);
      return { ...found, slots, ...(madeBetween !== undefined && { madeBetween }) };
    } catch {
      // it does not answer: a gap in the series says so
      return undefined;
    }
  }
}

/** Read after the counters, as what is counted by them expects. */
async function askSlots(get: (path: string) => Promise<HttpAnswer>, { vocabulary }: FoundMetrics): Promise<Told['slots']> {
  if (vocabulary.slotsPath === undefined) return undefined;
  try {
    const { status, body } = await get(vocabulary.slotsPath);
    return readSlots(status, body);
  } catch {
    return undefined;
  }
}
