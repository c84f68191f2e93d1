import * as l10n from '@vscode/l10n';
import { liveStates, type AgentNotifications, type Job, type JobState } from '../../protocol/agent.ts';
import type { AgentLog } from '../agentLog.ts';
import { messageOf } from '../fileError.ts';
import type { Journal } from '../journal/journal.ts';
import type { Ledger } from '../ledger.ts';
import { RequestError } from '../requestError.ts';
import { toJob, type JobDetails, type JobRecord } from './jobRecord.ts';

/** What may follow on what; a finished job starts anew. */
const nextStates: Readonly<Record<JobState, readonly JobState[]>> = {
  preparing: ['starting', 'stopping', 'stopped', 'failed', 'lost'],
  // of clusters alone
  waiting: [],
  starting: ['running', 'stopping', 'stopped', 'failed', 'OOMKilled', 'lost'],
  running: ['stopping', 'stopped', 'failed', 'OOMKilled', 'lost'],
  stopping: ['stopped', 'failed', 'OOMKilled', 'lost'],
  stopped: ['preparing'],
  failed: ['preparing'],
  OOMKilled: ['preparing'],
  lost: ['preparing'],
};

export type Notify = <N extends keyof AgentNotifications>(name: N, body: AgentNotifications[N]) => void;

/** All jobs, live and finished: changes go to the journal first, then to whoever watches. */
export class JobStore {
  readonly #journal: Journal;
  readonly #ledger: Ledger;
  readonly #notify: Notify;
  readonly #log: AgentLog;
  readonly #records = new Map<string, JobRecord>();
  readonly #details = new Map<string, JobDetails>();
  /** Records whose newest version is not in the journal yet, because the disk was full. */
  readonly #unsaved = new Set<string>();

  constructor(journal: Journal, ledger: Ledger, notify: Notify, log: AgentLog) {
    this.#journal = journal;
    this.#ledger = ledger;
    this.#notify = notify;
    this.#log = log;
    for (const record of journal.records()) {
      this.#records.set(record.id, record);
    }
  }

  records(): readonly JobRecord[] {
    return [...this.#records.values()];
  }

  liveRecords(): readonly JobRecord[] {
    return this.records().filter(({ state }) => liveStates.has(state));
  }

  /** Throws RequestError `unknownJob`. */
  get(id: string): JobRecord {
    const record = this.#records.get(id);
    if (record === undefined) {
      throw new RequestError('unknownJob', l10n.t('There is no job {0}. It may have been removed.', id));
    }
    return record;
  }

  has(id: string): boolean {
    return this.#records.has(id);
  }

  job(id: string): Job {
    const slices = this.#ledger.slicesOf(id);
    return toJob(this.get(id), slices, this.#details.get(id) ?? {});
  }

  jobs(): readonly Job[] {
    return this.records().map(({ id }) => this.job(id));
  }

  /** Adds a job, or starts a finished one anew; throws when the journal cannot keep it. */
  create(record: JobRecord): void {
    this.#journal.put(record);
    this.#records.set(record.id, record);
    this.#details.delete(record.id);
    this.#notify('jobChanged', this.job(record.id));
  }

  /** Changes a job. The change holds even while the journal cannot be written; it is written later. */
  change(id: string, patch: Partial<Omit<JobRecord, 'id'>>): void {
    const record = this.#next(id, patch);
    this.#records.set(id, record);
    this.#save(record);
    this.#notify('jobChanged', this.job(id));
  }

  /** As `change`, but throws when the journal cannot keep it: used before what must not happen unrecorded. */
  changeDurably(id: string, patch: Partial<Omit<JobRecord, 'id'>>): void {
    const record = this.#next(id, patch);
    this.#journal.put(record);
    this.#records.set(id, record);
    this.#notify('jobChanged', this.job(id));
  }

  /** Notes what a job does now; not kept. */
  describe(id: string, details: JobDetails): void {
    this.#details.set(id, { ...this.#details.get(id), ...details });
    this.#notify('jobChanged', this.job(id));
  }

  /** Notes the newest sample, which watchers get by a notification of its own. */
  setLatest(id: string, latest: NonNullable<JobDetails['latest']>): void {
    this.#details.set(id, { ...this.#details.get(id), latest });
    this.#notify('sample', { jobId: id, sample: latest });
  }

  clearProgress(id: string): void {
    const { progress: _, ...rest } = this.#details.get(id) ?? {};
    this.#details.set(id, rest);
  }

  remove(id: string): void {
    this.#journal.remove(id);
    this.#records.delete(id);
    this.#details.delete(id);
    this.#unsaved.delete(id);
    this.#notify('jobRemoved', { jobId: id });
  }

  /** Writes what a full disk kept back. */
  saveAgain(): void {
    for (const id of this.#unsaved) {
      const record = this.#records.get(id);
      if (record === undefined || this.#save(record)) {
        this.#unsaved.delete(id);
      }
    }
  }

  #next(id: string, patch: Partial<Omit<JobRecord, 'id'>>): JobRecord {
    const before = this.get(id);
    if (patch.state !== undefined && patch.state !== before.state && !nextStates[before.state].includes(patch.state)) {
      throw new Error(`job ${id} cannot go from ${before.state} to ${patch.state}`);
    }
    return { ...before, ...patch };
  }

  #save(record: JobRecord): boolean {
    try {
      this.#journal.put(record);
      this.#unsaved.delete(record.id);
      return true;
    } catch (error) {
      this.#unsaved.add(record.id);
      this.#log.line(`job ${record.name}: ${messageOf(error)}`);
      return false;
    }
  }
}
