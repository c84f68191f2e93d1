import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import { SampleHistory } from '../../../inference/sampleHistory.ts';
import type { Sample } from '../../../inference/sample.ts';
import { countAgainst } from '../../../load/countAgainst.ts';
import { startLoad, type LoadRun } from '../../../load/startLoad.ts';
import type { Job, TrafficOptions, TrafficStatus } from '../../../protocol/agent.ts';
import { mostSamples } from '../../../protocol/sampleColumns.ts';
import { toTrafficStatus } from '../../../protocol/trafficStatus.ts';
import { ClusterError } from '../api/clusterError.ts';
import type { ClusterConnection } from '../clusterConnection.ts';
import type { WorkloadView } from '../clusterView.ts';
import { readClusterView } from '../readView.ts';
import { JobSampling } from './jobSampling.ts';
import { PortForward } from './portForward.ts';
import { readServing, readyPods } from './serving.ts';
import { toJob } from './toJob.ts';

const periodMs = 1000;

export interface WatchedJobOptions {
  readonly connection: ClusterConnection;
  /** `<kind>/<namespace>/<name>` */
  readonly workloadId: string;
  readonly onChange: (job: Job) => void;
  readonly onSample: (sample: Sample) => void;
  readonly log: (line: string) => void;
}

interface TrafficRun {
  readonly run: LoadRun;
  readonly users: number;
  readonly startedAt: number;
  readonly before: number | null;
  concluding?: Promise<TrafficStatus>;
}

/** One workload of a cluster that is shown as a job: what it is, its samples, its port on this machine, traffic to it. */
export class WatchedJob implements AsyncDisposable {
  readonly #options: WatchedJobOptions;
  readonly #createdAt = Date.now();
  readonly #sampling = new JobSampling();
  readonly #history = new SampleHistory(mostSamples);
  readonly #ending = new AbortController();
  readonly #listening: Disposable;
  #looking: Disposable | undefined;
  #timer: NodeJS.Timeout | undefined;
  #forward: Promise<PortForward> | undefined;
  #endpoint: string | undefined;
  /** Until the user ends it: a job that runs has an endpoint. */
  #isForwardWanted = true;
  #traffic: TrafficStatus | undefined;
  #running: TrafficRun | undefined;
  #latest: Sample | undefined;
  #job: Job | undefined;

  constructor(options: WatchedJobOptions) {
    this.#options = options;
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

  /** While someone watches, its cluster is looked at and its engine is read once a second. */
  setWatched(isWatched: boolean): void {
    if (isWatched && this.#looking === undefined) {
      this.#looking = this.#options.connection.look();
      this.#timer = setInterval(() => void this.#sample(), periodMs);
      this.#update();
    } else if (!isWatched && this.#running === undefined) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#looking?.[Symbol.dispose]();
      this.#looking = undefined;
    }
  }

  /** Opens the port on this machine, where it is not open yet, and answers with its address. */
  async forward(): Promise<string> {
    const port = this.#port();
    if (port === undefined) {
      throw new ClusterError('notFound', l10n.t('{0}: no container of it names a port. Add containerPort.', this.#name));
    }
    this.#forward ??= PortForward.open({
      api: () => this.#options.connection.api(this.#ending.signal),
      findPod: () => {
        const [pod] = this.workload === undefined ? [] : readyPods(this.workload);
        const found = pod === undefined ? undefined : readServing(pod)?.port;
        return pod === undefined || found === undefined ? undefined : { pod, port: found };
      },
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
    if (this.#running !== undefined) {
      throw new Error(l10n.t('Traffic is being sent already to {0}. Stop it first.', this.#name));
    }
    if (this.#job?.state !== 'running') {
      const state = this.#job?.state ?? 'lost';
      throw new Error(l10n.t('{0} is not running but {1}. Traffic needs a running job.', this.#name, state));
    }
    const url = await this.forward();
    const model = await this.#servedName(url);
    const before = await this.#countTokens();
    const { users, promptTokens, maxTokens, seed } = options;
    const run = startLoad({ url, model, users, promptTokens, maxTokens, ...(seed !== undefined && { seed }) });
    this.#running = { run, users, startedAt: Date.now(), before };
    this.#update();
    return this.#status(this.#running, null);
  }

  async stopTraffic(): Promise<TrafficStatus> {
    const running = this.#running;
    if (running === undefined) {
      if (this.#traffic !== undefined) return this.#traffic;
      throw new Error(l10n.t('No traffic was sent to {0} yet. Start it first.', this.#name));
    }
    running.run.stop();
    running.concluding ??= this.#conclude(running);
    this.#update();
    return await running.concluding;
  }

  async #conclude(running: TrafficRun): Promise<TrafficStatus> {
    const engineTokens = await countAgainst(running.run, running.before, () => this.#countTokens());
    this.#traffic = { ...this.#status(running, engineTokens), state: 'finished', endedAt: Date.now() };
    this.#running = undefined;
    this.#update();
    return this.#traffic;
  }

  #status({ run, users, startedAt }: TrafficRun, engineTokens: number | null): TrafficStatus {
    return toTrafficStatus({ ...run.figures(), state: run.state }, { users, startedAt, engineTokens });
  }

  /** As the server names its model; what the arguments say where it does not answer. */
  async #servedName(url: string): Promise<string> {
    const [pod] = this.workload === undefined ? [] : readyPods(this.workload);
    const serving = pod && readServing(pod);
    try {
      const answer = await fetch(`${url}/v1/models`, { signal: AbortSignal.timeout(10_000) });
      const body = (await answer.json()) as { readonly data?: readonly { readonly id?: unknown }[] };
      const id = body.data?.[0]?.id;
      if (typeof id === 'string') return id;
    } catch (error) {
      this.#options.log(`${this.#name}: ${String(error)}`);
    }
    return serving?.servedName ?? serving?.model ?? '';
  }

  async #countTokens(): Promise<number | null> {
    const { workload } = this;
    if (workload === undefined) return null;
    const api = await this.#options.connection.api(this.#ending.signal);
    return await this.#sampling.countTokens(api, readyPods(workload), this.#ending.signal);
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
    try {
      const api = await connection.api(this.#ending.signal);
      const figures = { memoryMiB: null, ownStream: this.#running?.run.ownStream() };
      const sample = await this.#sampling.sample(api, readyPods(workload), figures, this.#ending.signal);
      if (sample !== undefined && !this.#ending.signal.aborted) {
        this.#latest = sample;
        this.#history.append(sample);
        onSample(sample);
        this.#update();
      }
    } catch (error) {
      if (!this.#ending.signal.aborted) log(`${this.#name}: ${String(error)}`);
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
    const { connection } = this.#options;
    const { objects, context } = connection;
    if (objects.pods.state === 'loading') return this.#job;
    const { workload } = this;
    const { engine } = this.#sampling;
    const traffic = this.#running === undefined ? this.#traffic : this.#status(this.#running, null);
    const rest = {
      ...(this.#endpoint !== undefined && { endpoint: this.#endpoint }),
      ...(traffic !== undefined && { traffic }),
      ...(this.#latest !== undefined && { latest: this.#latest }),
    };
    if (workload === undefined) return this.#gone(rest);
    const job = toJob(workload, context, objects, readClusterView(objects), this.#createdAt);
    return { ...job, ...(engine && { engine: { id: engine.id, label: engine.label } }), ...rest };
  }

  /** It was there and is no more; one that never was is not told of. */
  #gone(rest: Partial<Job>): Job | undefined {
    if (this.#job === undefined || this.#job.state === 'lost') return this.#job;
    const message = l10n.t('{0} was deleted from {1}.', this.#name, this.#options.connection.context.name);
    const { endpoint: _, progress: __, ...job } = { ...this.#job, ...rest };
    return {
      ...job,
      state: 'lost',
      slices: [],
      lastSlices: this.#job.slices,
      endedAt: Date.now(),
      exit: { code: null, signal: null, message },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#running?.run.cancel();
    this.#running = undefined;
    this.setWatched(false);
    this.#ending.abort();
    this.#listening[Symbol.dispose]();
    const forward = await this.#forward?.catch(() => undefined);
    await forward?.[Symbol.asyncDispose]();
  }
}
