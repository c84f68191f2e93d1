import { setTimeout as delay } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { GroundSlice } from '../../load/sweep/sweepGround.ts';
import type { SweepMember } from '../../load/sweep/sweepPlan.ts';
import { isLive, type Job } from '../../protocol/agent.ts';
import type { ClusterConnection } from '../cluster/clusterConnection.ts';
import { known } from '../cluster/clusterObjects.ts';
import type { PodMemories } from '../cluster/jobs/podMemory.ts';
import { WatchedJob } from '../cluster/jobs/watchedJob.ts';
import { benchLabel } from './benchCopy.ts';
import { servedModel } from './servedModel.ts';

export interface ClusterSliceOptions {
  readonly connection: ClusterConnection;
  /** `<kind>/<namespace>/<name>` */
  readonly workloadId: string;
  readonly memories: PodMemories;
  readonly onProgress: (text: string) => void;
  readonly log: (line: string) => void;
}

/** A scheduler decides in seconds where there is room; an image may take minutes, which does not count. */
const placeTimeoutMs = 120_000;
/** What was applied is seen by the watch a moment later. */
const seenTimeoutMs = 30_000;
const goneTimeoutMs = 180_000;
const askEveryMs = 500;

/** A copy of a workload in a cluster, until its pod has gone. */
export class ClusterSlice implements AsyncDisposable {
  readonly #options: ClusterSliceOptions;
  readonly #watched: WatchedJob;
  #isServing = false;

  constructor(options: ClusterSliceOptions) {
    this.#options = options;
    // it is `lost` until the watch has seen it
    const tell = (job: Job) => !this.#isServing && isLive(job) && options.onProgress(job.progress ?? job.state);
    this.#watched = new WatchedJob({ ...options, onChange: tell, onSample: () => undefined });
    this.#watched.setWatched(true);
  }

  get name(): string {
    return nameOf(this.#options.workloadId);
  }

  /** Waits until it takes requests. Rejects with why it ended, or why it has no place for two minutes. */
  async untilServing(signal: AbortSignal): Promise<Job> {
    const begun = performance.now();
    let placedAt: number | undefined;
    for (;;) {
      signal.throwIfAborted();
      const { job } = this.#watched;
      const elapsed = performance.now() - begun;
      if (job?.state === 'running' && job.endpoint !== undefined) {
        this.#isServing = true;
        return job;
      }
      if (job !== undefined && isLive(job) && job.state !== 'waiting') placedAt ??= elapsed;
      const isUnseen = job === undefined || job.state === 'lost';
      const ended = job !== undefined && !isLive(job) && !isUnseen;
      if (ended || (isUnseen && elapsed > seenTimeoutMs)) throw new Error(describeEnd(job, this.#options.workloadId));
      if (placedAt === undefined && !isUnseen && elapsed > placeTimeoutMs) {
        throw new Error(l10n.t('{0} has no place after {1} s: {2}', job.name, placeTimeoutMs / 1000, job.progress ?? job.state));
      }
      await delay(askEveryMs, undefined, { signal });
    }
  }

  /** As the sweep knows it, once it serves. */
  async describe(member: SweepMember, signal: AbortSignal): Promise<GroundSlice> {
    const { job } = this.#watched;
    const [slice] = job?.slices ?? [];
    if (job?.endpoint === undefined || slice === undefined) throw new Error(describeEnd(job, this.#options.workloadId));
    return {
      name: job.name,
      endpoint: {
        url: job.endpoint,
        api: member.api ?? 'chat',
        model: await servedModel(job.endpoint, job.model || member.model, signal),
        headers: {},
        body: {},
      },
      product: job.product,
      simulated: job.simulated,
      deviceUuid: slice.deviceUuid,
      memoryMiB: slice.requestMiB,
      enforcement: slice.enforcement,
      countTokens: async () => (await this.#watched.countTokens().catch(() => null))?.tokens ?? null,
      whyEnded: () => {
        const now = this.#watched.job;
        return now?.state === 'running' ? undefined : describeEnd(now, this.#options.workloadId);
      },
    };
  }

  /** Not for ever: a node that has gone keeps its pods. */
  async untilGone(): Promise<void> {
    const { connection } = this.#options;
    const deadline = performance.now() + goneTimeoutMs;
    const isThere = () => known(connection.objects.pods).some(({ labels }) => labels[benchLabel] === this.name);
    while (isThere() && performance.now() < deadline) await delay(askEveryMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watched[Symbol.asyncDispose]();
  }
}

function describeEnd(job: Job | undefined, workloadId: string): string {
  const name = nameOf(workloadId);
  return job === undefined ? l10n.t('{0}: not seen in the cluster', name) : `${name}: ${job.state}: ${job.exit?.message ?? ''}`;
}

function nameOf(workloadId: string): string {
  return workloadId.split('/').at(-1) ?? workloadId;
}
