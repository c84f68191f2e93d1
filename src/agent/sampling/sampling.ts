import type { Engine } from '../../inference/engines/engine.ts';
import { findEngine } from '../../inference/engines/engines.ts';
import { parseExposition } from '../../inference/exposition.ts';
import type { Sample } from '../../inference/sample.ts';
import { Series } from '../../inference/series.ts';
import type { AgentContext } from '../agentContext.ts';
import { httpGet } from '../httpGet.ts';
import { jobFiles } from '../jobs/jobFiles.ts';
import type { JobRecord } from '../jobs/jobRecord.ts';
import { HistoryFile } from './historyFile.ts';

const periodMs = 1000;
const scrapeTimeoutMs = 900;

/** One running job whose engine is read. */
interface Scraper {
  readonly engine: Engine;
  readonly url: string;
  readonly series: Series;
  readonly timer: NodeJS.Timeout;
  /** The reading under way; the next one waits for it. */
  reading: Promise<void> | undefined;
}

/** Reads the engines' metrics, once a second for each running job, and keeps their history. Nobody else reads them: some gauges reset on each read. */
export class Sampling {
  readonly #context: AgentContext;
  readonly #scrapers = new Map<string, Scraper>();
  readonly #histories = new Map<string, HistoryFile>();

  constructor(context: AgentContext) {
    this.#context = context;
  }

  begin({ id, engine: { id: engineId }, port }: JobRecord): void {
    const engine = findEngine(engineId);
    if (engine === undefined || this.#scrapers.has(id)) {
      return;
    }
    const scraper: Scraper = {
      engine,
      url: `http://127.0.0.1:${port}${engine.metricsPath}`,
      series: new Series(engine.metrics),
      timer: setInterval(() => void this.#read(id), periodMs),
      reading: undefined,
    };
    this.#scrapers.set(id, scraper);
  }

  end(jobId: string): void {
    clearInterval(this.#scrapers.get(jobId)?.timer);
    this.#scrapers.delete(jobId);
  }

  endAll(): void {
    for (const jobId of [...this.#scrapers.keys()]) {
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
}
