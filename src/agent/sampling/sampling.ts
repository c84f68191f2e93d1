import { findEngine } from '../../inference/engines/engines.ts';
import { parseExposition } from '../../inference/exposition.ts';
import type { MetricVocabulary } from '../../inference/metrics/metricVocabulary.ts';
import { readSlots } from '../../inference/metrics/slots.ts';
import type { Told } from '../../inference/readingWindow.ts';
import { countGenerated } from '../../inference/replicaSeries.ts';
import type { Sample } from '../../inference/sample.ts';
import { Series, type OwnStreamFigures } from '../../inference/series.ts';
import { StallWatch } from '../../inference/stallWatch.ts';
import type { AgentContext } from '../agentContext.ts';
import { messageOf } from '../fileError.ts';
import { httpGet } from '../httpGet.ts';
import { jobFiles } from '../jobs/jobFiles.ts';
import type { JobRecord, Serving } from '../jobs/jobRecord.ts';
import { HistoryFile } from './historyFile.ts';

const periodMs = 1000;
const scrapeTimeoutMs = 900;

interface EngineMetrics {
  /** `http://127.0.0.1:8001` */
  readonly origin: string;
  readonly path: string;
  readonly vocabulary: MetricVocabulary;
}

/** One running job that is sampled. */
interface Scraper {
  /** Undefined where no engine runs: memory is all that can be told. */
  readonly metrics: EngineMetrics | undefined;
  readonly series: Series;
  readonly stall: StallWatch;
  /** What was said of it last. */
  toldStall: string | undefined;
  readonly timer: NodeJS.Timeout;
  /** The reading under way; the next one waits for it. */
  reading: Promise<void> | undefined;
}

/**
 * Takes a sample of each running job once a second, of its memory and of its engine's metrics, and keeps the history.
 * Nobody else reads the metrics: some gauges reset on each read.
 */
export class Sampling {
  readonly #context: AgentContext;
  readonly #scrapers = new Map<string, Scraper>();
  readonly #histories = new Map<string, HistoryFile>();
  readonly #ownStreams = new Map<string, () => OwnStreamFigures>();

  constructor(context: AgentContext) {
    this.#context = context;
  }

  begin({ id, serving }: JobRecord): void {
    if (this.#scrapers.has(id)) {
      return;
    }
    const metrics = serving === null ? undefined : metricsOf(serving);
    const scraper: Scraper = {
      metrics,
      series: new Series(metrics?.vocabulary),
      stall: new StallWatch(),
      toldStall: undefined,
      timer: setInterval(() => void this.#read(id), periodMs),
      reading: undefined,
    };
    this.#scrapers.set(id, scraper);
  }

  end(jobId: string): void {
    const scraper = this.#scrapers.get(jobId);
    clearInterval(scraper?.timer);
    if (scraper?.toldStall !== undefined) {
      this.#context.store.clearProgress(jobId);
    }
    this.#scrapers.delete(jobId);
  }

  /** From now on the samples of a job may use what we see of our own traffic, where its engine has no such number. */
  useOwnStream(jobId: string, figures: () => OwnStreamFigures): Disposable {
    this.#ownStreams.set(jobId, figures);
    return { [Symbol.dispose]: () => void this.#ownStreams.delete(jobId) };
  }

  endAll(): void {
    for (const jobId of this.#scrapers.keys()) {
      this.end(jobId);
    }
  }

  /** Drops what is kept in memory of a removed job. */
  forget(jobId: string): void {
    this.#histories.delete(jobId);
  }

  history(jobId: string): readonly Sample[] {
    return this.#history(jobId).samples();
  }

  /**
   * What the engine's counter of generated tokens says now, read afresh; null when the engine has none or does not answer.
   * The reading is a sample like any other, so that nobody else reads the engine.
   */
  async countTokens(jobId: string): Promise<number | null> {
    const scraper = this.#scrapers.get(jobId);
    if (scraper === undefined) {
      return null;
    }
    await scraper.reading;
    return this.#read(jobId);
  }

  /** Reads one engine and tells the sample; a reading under way is not overtaken. */
  async #read(jobId: string): Promise<number | null> {
    const scraper = this.#scrapers.get(jobId);
    if (scraper === undefined || scraper.reading !== undefined) {
      return null;
    }
    const reading = Promise.withResolvers<void>();
    scraper.reading = reading.promise;
    try {
      const told = await this.#scrape(scraper);
      if (this.#scrapers.get(jobId) !== scraper) {
        return null;
      }
      const ownStream = this.#ownStreams.get(jobId)?.();
      const sample = scraper.series.add({ t: Date.now(), told, memoryMiB: this.#usedMiB(jobId), ownStream });
      this.#history(jobId).add(sample);
      this.#context.store.setLatest(jobId, sample);
      this.#tellStall(jobId, scraper, sample);
      return scraper.metrics && told ? countGenerated([told.exposition], scraper.metrics.vocabulary) : null;
    } catch (error) {
      this.#context.log.line(`job ${jobId}: ${messageOf(error)}`);
      return null;
    } finally {
      scraper.reading = undefined;
      reading.resolve();
    }
  }

  #tellStall(jobId: string, scraper: Scraper, sample: Sample): void {
    const progress = scraper.stall.observe(sample);
    if (progress === scraper.toldStall) {
      return;
    }
    scraper.toldStall = progress;
    if (progress === undefined) {
      this.#context.store.clearProgress(jobId);
    }
    this.#context.store.describe(jobId, progress === undefined ? {} : { progress });
  }

  async #scrape({ metrics }: Scraper): Promise<Told | undefined> {
    if (metrics === undefined) {
      return undefined;
    }
    try {
      const askedAt = Date.now();
      const { status, text } = await httpGet(metrics.origin + metrics.path, scrapeTimeoutMs);
      const madeBetween = [askedAt, Date.now()] as const;
      const exposition = parseExposition(status === 200 ? text : '');
      // a page that says something else is no answer
      return metrics.vocabulary.isSpokenIn(exposition) ? { exposition, madeBetween, ...(await askSlots(metrics)) } : undefined;
    } catch {
      return undefined;
    }
  }

  #usedMiB(jobId: string): number | null {
    const used = this.#context.ledger.slicesOf(jobId).flatMap(({ usedMiB }) => usedMiB ?? []);
    return used.length === 0 ? null : used.reduce((sum, value) => sum + value, 0);
  }

  #history(jobId: string): HistoryFile {
    const known = this.#histories.get(jobId) ?? new HistoryFile(jobFiles(this.#context.files.jobs, jobId).history);
    this.#histories.set(jobId, known);
    return known;
  }
}

function metricsOf({ engine, port }: Serving): EngineMetrics | undefined {
  const known = findEngine(engine.id);
  return known && { origin: `http://127.0.0.1:${port}`, path: known.metricsPath, vocabulary: known.metrics };
}

/** Read after the counters, as what is counted by them expects. */
async function askSlots({ origin, vocabulary: { slotsPath } }: EngineMetrics): Promise<Omit<Told, 'exposition'>> {
  if (slotsPath === undefined) {
    return {};
  }
  const askedAt = Date.now();
  try {
    const { status, text } = await httpGet(origin + slotsPath, scrapeTimeoutMs);
    return { slots: readSlots(status, text), madeBetween: [askedAt, Date.now()] };
  } catch {
    return {};
  }
}
