import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import { SampleHistory } from '../../../inference/sampleHistory.ts';
import type { Sample } from '../../../inference/sample.ts';
import { StallWatch } from '../../../inference/stallWatch.ts';
import type { Job, TrafficOptions, TrafficStatus } from '../../../protocol/agent.ts';
import { mostSamples } from '../../../protocol/sampleColumns.ts';
import { ClusterError } from '../api/clusterError.ts';
import type { ClusterConnection } from '../clusterConnection.ts';
import type { WorkloadView } from '../clusterView.ts';
import { readClusterView } from '../view/readView.ts';
import { absentJob, whyAbsent } from './absentJob.ts';
import { JobSampling, type TokenCount } from './jobSampling.ts';
import { JobTraffic, type TrafficTarget } from './jobTraffic.ts';
import type { PodMemories } from './podMemory.ts';
import { PortForward } from './portForward.ts';
import { askServedName, readServing, readyPods } from './serving.ts';
import { toJob } from './toJob.ts';
import { addMemory, WorkloadMemory } from './workloadMemory.ts';

const periodMs = 1000;

export interface WatchedJobOptions {
  readonly connection: ClusterConnection;
  /** `<kind>/<namespace>/<name>` */
  readonly workloadId: string;
  /** Shared by all jobs of the cluster. */
  readonly memories: PodMemories;
  readonly onChange: (job: Job) => void;
  readonly onSample: (sample: Sample) => void;
  readonly log: (line: string) => void;
}

/** One workload of a cluster that is shown as a job: what it is, its samples, its port on this machine, traffic to it. */
export class WatchedJob implements AsyncDisposable {
  readonly #options: WatchedJobOptions;
  readonly #createdAt = Date.now();
  readonly #sampling = new JobSampling();
  readonly #stall = new StallWatch();
  #stalled: string | undefined;
  readonly #memory: WorkloadMemory;
  readonly #history = new SampleHistory(mostSamples);
  readonly #ending = new AbortController();
  readonly #listening: Disposable;
  readonly #traffic: JobTraffic;
  #isWatched = false;
  #looking: Disposable | undefined;
  #timer: NodeJS.Timeout | undefined;
  #forward: Promise<PortForward> | undefined;
  #endpoint: string | undefined;
  /** Until the user ends it: a job that runs has an endpoint. */
  #isForwardWanted = true;
  #nextPod = 0;
  #latest: Sample | undefined;
  #job: Job | undefined;
  #wasThere = false;

  constructor(options: WatchedJobOptions) {
    this.#options = options;
    this.#memory = new WorkloadMemory(options.memories);
    this.#traffic = new JobTraffic({ name: this.#name, onChange: () => this.#trafficChanged() });
    this.#listening = options.connection.onDidChange(() => this.#update());
  }

  /** As it is now; undefined before its cluster was read. */
  get job(): Job | undefined {
    return this.#job;
  }

  get workload(): WorkloadView | undefined {
    const { connection, workloadId } = this.#options;
    return readClusterView(connection.objects).workloads.find(({ id }) => id === workloadId);
  }

  get samples(): readonly Sample[] {
    return this.#history.all();
  }

  /** The sample that the rates of single pods belong to, with these. */
  get latest(): { readonly sample: Sample; readonly rates: ReadonlyMap<string, number | null> } | undefined {
    return this.#latest && { sample: this.#latest, rates: this.#sampling.rates };
  }

  /** While someone watches, its cluster is looked at and its engine is read once a second; while traffic runs in any case. */
  setWatched(isWatched: boolean): void {
    this.#isWatched = isWatched;
    const isNeeded = (isWatched || this.#traffic.isRunning) && !this.#ending.signal.aborted;
    if (isNeeded && this.#looking === undefined) {
      this.#looking = this.#options.connection.look();
      this.#timer = setInterval(() => void this.#sample(), periodMs);
      this.#update();
    } else if (!isNeeded) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#looking?.[Symbol.dispose]();
      this.#looking = undefined;
    }
  }

  /** Opens the port on this machine, where it is not open yet, and answers with its address. */
  async forward(): Promise<string> {
    if (this.#port() === undefined) {
      throw new ClusterError('notFound', l10n.t('{0}: no container of it names a port. Add containerPort.', this.#name));
    }
    this.#isForwardWanted = true;
    this.#forward ??= PortForward.open({
      api: () => this.#options.connection.api(this.#ending.signal),
      findPod: () => this.#takeTurns(),
      onProblem: (message) => this.#options.log(`${this.#name}: ${message}`),
    }).catch((error: unknown) => {
      this.#forward = undefined;
      throw error;
    });
    this.#endpoint = (await this.#forward).url;
    this.#update();
    return this.#endpoint;
  }

  async stopForward(): Promise<void> {
    this.#isForwardWanted = false;
    const forward = await this.#forward;
    this.#forward = undefined;
    this.#endpoint = undefined;
    await forward?.[Symbol.asyncDispose]();
    this.#update();
  }

  async startTraffic(options: TrafficOptions): Promise<TrafficStatus> {
    if (this.#job?.state !== 'running') {
      const state = this.#job?.state ?? 'lost';
      throw new Error(l10n.t('{0} is not running but {1}. Traffic needs a running job.', this.#name, state));
    }
    return await this.#traffic.start(() => this.#reach(), options);
  }

  stopTraffic(): Promise<TrafficStatus> {
    return this.#traffic.stop();
  }

  /** All that its engines have generated, read afresh; null where they have no counter or one of them does not answer. */
  async countTokens(): Promise<TokenCount | null> {
    const api = await this.#options.connection.api(this.#ending.signal);
    return await this.#sampling.countTokens(api, this.#readyPods(), this.#ending.signal);
  }

  async #reach(): Promise<TrafficTarget> {
    const url = await this.forward();
    const [pod] = this.#readyPods();
    const model = await askServedName(url, pod && readServing(pod), (line) => this.#options.log(`${this.#name}: ${line}`));
    return { url, model, countTokens: () => this.countTokens() };
  }

  #trafficChanged(): void {
    this.setWatched(this.#isWatched);
    this.#update();
  }

  #readyPods() {
    const { workload } = this;
    return workload === undefined ? [] : readyPods(workload);
  }

  /** Connections go to its pods in turn. */
  #takeTurns() {
    const pods = this.#readyPods();
    const pod = pods[this.#nextPod++ % Math.max(1, pods.length)];
    const port = pod && readServing(pod)?.port;
    return pod === undefined || port === undefined ? undefined : { pod, port };
  }

  get #name(): string {
    return this.#options.workloadId.split('/').at(-1) ?? this.#options.workloadId;
  }

  #port(): number | undefined {
    const pod = this.workload?.pods[0]?.pod;
    return pod && readServing(pod)?.port;
  }

  async #sample(): Promise<void> {
    const { workload } = this;
    const { connection, onSample, log } = this.#options;
    if (workload === undefined || this.#job?.state !== 'running' || connection.state.kind !== 'connected') return;
    const { signal } = this.#ending;
    try {
      const api = await connection.api(signal);
      void this.#memory.refresh(api, connection.objects, workload, signal);
      const figures = { memoryMiB: this.#memory.totalMiB, ownStream: this.#traffic.ownStream };
      const sample = await this.#sampling.sample(api, readyPods(workload), figures, signal);
      if (sample !== undefined && !signal.aborted) {
        this.#latest = sample;
        this.#stalled = this.#stall.observe(sample);
        this.#history.append(sample);
        onSample(sample);
        this.#update();
      }
    } catch (error) {
      if (!signal.aborted) log(`${this.#name}: ${String(error)}`);
    }
  }

  #update(): void {
    if (this.#ending.signal.aborted) return;
    const job = this.#read();
    const known = this.#job;
    this.#job = job;
    if (job?.state === 'running' && this.#isForwardWanted && this.#forward === undefined && job.port !== undefined) {
      this.forward().catch((error: unknown) => this.#options.log(`${this.#name}: ${String(error)}`));
    }
    // a sample is told by itself
    if (job !== undefined && !isDeepStrictEqual({ ...job, latest: undefined }, { ...known, latest: undefined })) {
      this.#options.onChange(job);
    }
  }

  #read(): Job | undefined {
    const { connection, workloadId } = this.#options;
    const { objects, context } = connection;
    const { workload } = this;
    if (workload === undefined) {
      const why = whyAbsent(connection, workloadId, this.#wasThere);
      return why === undefined ? this.#job : absentJob(context, workloadId, { why, before: this.#job, now: Date.now() });
    }
    this.#wasThere = true;
    const { engine } = this.#sampling;
    const { status } = this.#traffic;
    const job = toJob(workload, context, objects, readClusterView(objects), this.#createdAt);
    return {
      ...(job.state === 'running' ? addMemory(job, workload, this.#memory.told) : job),
      ...(job.state === 'running' && job.progress === undefined && this.#stalled !== undefined && { progress: this.#stalled }),
      ...(engine && { engine: { id: engine.id, label: engine.label } }),
      ...(this.#endpoint !== undefined && { endpoint: this.#endpoint }),
      ...(status !== undefined && { traffic: status }),
      ...(this.#latest !== undefined && { latest: this.#latest }),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#traffic.cancel();
    this.setWatched(false);
    this.#ending.abort();
    this.#listening[Symbol.dispose]();
    const forward = await this.#forward?.catch(() => undefined);
    await forward?.[Symbol.asyncDispose]();
  }
}
