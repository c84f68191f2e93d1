import type { Sample } from '../src/inference/sample.ts';
import type { Job } from '../src/protocol/agent.ts';
import type { Handlers } from '../src/protocol/messages.ts';
import type { PanelConnection, ToPanel } from '../src/protocol/panel.ts';
import { orderJobs } from './jobOrder.ts';
import { SampleHistory } from './sampleHistory.ts';
import { Texts } from './texts.ts';

/** What the panel was told, ready to draw. `onChange` is called after each message; `select` when the panel has to choose a job itself. */
export class PanelModel {
  readonly #jobs = new Map<string, Job>();
  readonly #clock: () => number;
  readonly #onChange: () => void;
  /** A job asked for that the list does not have yet. */
  #awaited: string | undefined;
  #clockOffset = 0;

  texts: Texts | undefined;
  connection: PanelConnection = { state: 'connecting' };
  selectedJobId: string | null;
  history: SampleHistory | undefined;
  trafficRefusal: { readonly jobId: string; readonly message: string } | undefined;

  /** `clock` is the browser's, epoch milliseconds. */
  constructor(selectedJobId: string | null, clock: () => number, onChange: () => void) {
    this.selectedJobId = selectedJobId;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  readonly handlers: Handlers<Omit<ToPanel, 'openLaunch' | 'launch'>> = {
    snapshot: (body) => {
      this.texts = new Texts(body.strings, body.locale);
      this.connection = body.connection;
      this.#jobs.clear();
      this.#setClock(body.now);
      this.#putJobs(body.jobs);
      this.selectedJobId = body.selectedJobId ?? this.selectedJobId;
      this.history =
        body.history === null || body.selectedJobId === null ? undefined : new SampleHistory(body.selectedJobId, body.history);
      this.#settle();
    },
    batch: ({ now, changed, removed, samples }) => {
      this.#setClock(now);
      this.#putJobs(changed);
      for (const jobId of removed) {
        this.#jobs.delete(jobId);
      }
      for (const { jobId, sample } of samples) {
        this.#addSample(jobId, sample);
      }
      this.#settle();
    },
    history: ({ jobId, history }) => {
      if (jobId === this.selectedJobId) {
        this.history = new SampleHistory(jobId, history);
      }
      this.#onChange();
    },
    connection: (connection) => {
      this.connection = connection;
      this.#onChange();
    },
    select: ({ jobId }) => {
      this.select(jobId);
      this.#awaited = this.#jobs.has(jobId) ? undefined : jobId;
    },
    trafficRefused: (refusal) => {
      this.trafficRefusal = refusal;
      this.#onChange();
    },
  };

  get jobs(): ReadonlyMap<string, Job> {
    return this.#jobs;
  }

  get selectedJob(): Job | undefined {
    return this.selectedJobId === null ? undefined : this.#jobs.get(this.selectedJobId);
  }

  /** Time of the extension host, epoch milliseconds. */
  get now(): number {
    return this.#clock() + this.#clockOffset;
  }

  /** Of its latest sample, in milliseconds; 0 while nothing new can come. */
  ageOf(job: Job): number {
    return this.connection.state === 'connected' ? this.now - (job.latest?.t ?? 0) : 0;
  }

  /** The user tries again. */
  forgetTrafficRefusal(): void {
    this.trafficRefusal = undefined;
  }

  /** Keeps the history only when the job stays the same. */
  select(jobId: string | null): void {
    this.#awaited = undefined;
    if (jobId !== this.selectedJobId) {
      this.selectedJobId = jobId;
      this.history = undefined;
      this.trafficRefusal = undefined;
    }
    this.#onChange();
  }

  #setClock(now: number): void {
    this.#clockOffset = now - this.#clock();
  }

  #putJobs(jobs: readonly Job[]): void {
    for (const job of jobs) {
      this.#jobs.set(job.id, job);
      if (job.id === this.#awaited) {
        this.#awaited = undefined;
      }
    }
  }

  #addSample(jobId: string, sample: Sample): void {
    const job = this.#jobs.get(jobId);
    if (job !== undefined) {
      this.#jobs.set(jobId, { ...job, latest: sample });
    }
    if (this.history?.jobId === jobId) {
      this.history.add(sample);
    }
  }

  /** A job is always selected while there is one, unless the one asked for is still to come. */
  #settle(): void {
    // A list before the agent has answered says nothing about a job that was selected before.
    const isListKnown = this.connection.state === 'connected' || this.selectedJobId === null;
    if (isListKnown && this.#awaited === undefined && this.selectedJob === undefined) {
      const { live, ended } = orderJobs(this.#jobs.values());
      this.select((live[0] ?? ended[0])?.id ?? null);
    } else {
      this.#onChange();
    }
  }
}
