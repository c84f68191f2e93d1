import type { Sample } from '../../inference/sample.ts';
import type { Job } from '../../protocol/agent.ts';
import type { Send } from '../../protocol/messages.ts';
import type { PanelConnection, ToPanel } from '../../protocol/panel.ts';
import type { PanelStrings } from '../../protocol/panelStrings.ts';
import { mostSamples, toColumns } from '../../protocol/sampleColumns.ts';
import type { JobListener, JobSource } from '../../target/jobSource.ts';
import { errorText } from '../errorText.ts';

export type FeedSource = Pick<JobSource, 'jobs' | 'history' | 'watch'>;

export interface FeedOptions {
  readonly source: FeedSource;
  readonly send: Send<ToPanel>;
  readonly strings: PanelStrings;
  readonly locale: string;
  readonly log: (line: string) => void;
}

const batchIntervalMs = 1000;

/** What changed since the last batch; later news of a job replaces earlier ones. */
interface Pending {
  readonly jobs: Map<string, Job | 'removed'>;
  readonly samples: Map<string, Sample[]>;
}

/** Turns a target's news into messages for one panel: a snapshot when it becomes visible, then at most one batch a second, nothing while hidden. */
export class Feed implements Disposable {
  readonly #options: FeedOptions;
  readonly #watch: Disposable;
  readonly #jobs = new Map<string, Job>();
  #connection: PanelConnection = { state: 'connecting' };
  #selected: string | null = null;
  /** Of the selected job; until it was read only what came meanwhile. */
  #history: { readonly jobId: string; readonly samples: Sample[]; readonly isRead: boolean } | undefined;
  /** A job that someone asked to see, until the user selects another one. */
  #revealed: string | undefined;
  #isVisible = false;
  #isDisposed = false;
  #pending = nothingPending();
  #timer: NodeJS.Timeout | undefined;
  /** Numbers the loads, so that a slow answer never overwrites a newer one. */
  #load = 0;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#watch = options.source.watch(this.#listener());
  }

  /** Reads all jobs anew. */
  async reload(): Promise<void> {
    const load = ++this.#load;
    try {
      const jobs = await this.#options.source.jobs();
      if (this.#isDisposed || load !== this.#load) {
        return;
      }
      this.#jobs.clear();
      for (const job of jobs) {
        this.#jobs.set(job.id, job);
      }
      this.#connection = { state: 'connected' };
      this.#sendSnapshot();
      await this.#loadHistory();
    } catch (error) {
      if (this.#isDisposed) {
        return;
      }
      this.#options.log(`jobs panel: ${String(error)}`);
      if (load === this.#load) {
        this.#setConnection({ state: 'disconnected', message: errorText(error) });
      }
    }
  }

  /** Drops the connection's error and tries again. */
  async reconnect(): Promise<void> {
    this.#setConnection({ state: 'connecting' });
    await this.reload();
  }

  setVisible(isVisible: boolean): void {
    if (isVisible === this.#isVisible) {
      return;
    }
    this.#isVisible = isVisible;
    if (isVisible) {
      this.#sendSnapshot();
    } else {
      this.#dropPending();
    }
  }

  /** The panel's page has started, or has lost a message. */
  ready(selectedJobId: string | null): void {
    this.#choose(this.#revealed ?? selectedJobId);
    this.#sendSnapshot();
  }

  /** The user selected a job in the panel. */
  select(jobId: string): void {
    this.#revealed = undefined;
    this.#choose(jobId);
  }

  /** Selects a job from outside of the panel; it may be one that the target has not told of yet. */
  reveal(jobId: string): void {
    this.#revealed = jobId;
    this.#send('select', { jobId });
    this.#choose(jobId);
  }

  /** Says in the panel why traffic did not start or stop. */
  refuseTraffic(jobId: string, message: string): void {
    this.#send('trafficRefused', { jobId, message });
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#dropPending();
    this.#watch[Symbol.dispose]();
  }

  #listener(): Partial<JobListener> {
    return {
      jobChanged: (job) => {
        this.#jobs.set(job.id, job);
        this.#note(() => this.#pending.jobs.set(job.id, job));
        if (job.id === this.#selected && this.#history === undefined) {
          void this.#loadHistory();
        }
      },
      jobRemoved: (jobId) => {
        this.#jobs.delete(jobId);
        if (this.#history?.jobId === jobId) {
          this.#history = undefined;
        }
        this.#note(() => {
          this.#pending.jobs.set(jobId, 'removed');
          this.#pending.samples.delete(jobId);
        });
      },
      sample: (jobId, sample) => this.#addSample(jobId, sample),
      connection: (state) => {
        if (state === 'connected') {
          void this.reload();
        } else {
          // An answer of the lost connection that is still on its way is no news.
          this.#load++;
          this.#setConnection({ state });
        }
      },
    };
  }

  #addSample(jobId: string, sample: Sample): void {
    const job = this.#jobs.get(jobId);
    if (job === undefined) {
      return;
    }
    this.#jobs.set(jobId, { ...job, latest: sample });
    if (this.#history?.jobId === jobId) {
      const { samples } = this.#history;
      samples.push(sample);
      samples.splice(0, samples.length - mostSamples);
    }
    this.#note(() => {
      const earlier = jobId === this.#selected ? (this.#pending.samples.get(jobId) ?? []) : [];
      this.#pending.samples.set(jobId, [...earlier, sample]);
    });
  }

  #choose(jobId: string | null): void {
    if (jobId === this.#selected) {
      return;
    }
    this.#selected = jobId;
    this.#history = undefined;
    void this.#loadHistory();
  }

  async #loadHistory(): Promise<void> {
    const jobId = this.#selected;
    if (jobId === null || !this.#jobs.has(jobId)) {
      return;
    }
    const live: Sample[] = [];
    const collecting = { jobId, samples: live, isRead: false };
    this.#history = collecting;
    const told = await this.#readHistory(jobId);
    if (this.#history !== collecting) {
      return;
    }
    const last = told.at(-1)?.t ?? Number.NEGATIVE_INFINITY;
    const samples = [...told, ...live.filter(({ t }) => t > last)];
    this.#history = { jobId, samples, isRead: true };
    this.#send('history', { jobId, history: toColumns(samples) });
  }

  /** Without its history a job still shows what comes from now on. */
  async #readHistory(jobId: string): Promise<readonly Sample[]> {
    try {
      return await this.#options.source.history(jobId);
    } catch (error) {
      if (!this.#isDisposed) {
        this.#options.log(`jobs panel: history of ${jobId}: ${String(error)}`);
      }
      return [];
    }
  }

  #setConnection(connection: PanelConnection): void {
    this.#connection = connection;
    this.#send('connection', connection);
  }

  #send: Send<ToPanel> = (type, body) => {
    if (this.#isVisible && !this.#isDisposed) {
      this.#options.send(type, body);
    }
  };

  #sendSnapshot(): void {
    this.#pending = nothingPending();
    const history = this.#history?.isRead === true ? this.#history.samples : undefined;
    this.#send('snapshot', {
      now: Date.now(),
      connection: this.#connection,
      jobs: [...this.#jobs.values()],
      selectedJobId: this.#selected,
      history: history === undefined ? null : toColumns(history),
      strings: this.#options.strings,
      locale: this.#options.locale,
    });
  }

  /** Keeps news for the next batch: at once when the last one is a second old, else when it is. */
  #note(add: () => void): void {
    if (!this.#isVisible || this.#isDisposed) {
      return;
    }
    add();
    if (this.#timer === undefined) {
      this.#sendBatch();
    }
  }

  #sendBatch(): void {
    this.#timer = undefined;
    const { jobs, samples } = this.#pending;
    if (jobs.size === 0 && samples.size === 0) {
      return;
    }
    this.#pending = nothingPending();
    this.#send('batch', {
      now: Date.now(),
      changed: [...jobs.values()].filter((job) => job !== 'removed'),
      removed: [...jobs].filter(([, job]) => job === 'removed').map(([jobId]) => jobId),
      samples: [...samples].flatMap(([jobId, list]) => list.map((sample) => ({ jobId, sample }))),
    });
    this.#timer = setTimeout(() => this.#sendBatch(), batchIntervalMs);
  }

  #dropPending(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pending = nothingPending();
  }
}

function nothingPending(): Pending {
  return { jobs: new Map(), samples: new Map() };
}
