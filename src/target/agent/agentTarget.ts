import { setTimeout as delay } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { Sample } from '../../inference/sample.ts';
import type {
  AgentEvent,
  AgentRequests,
  DeviceView,
  Job,
  LaunchPlan,
  LogChunk,
  TrafficOptions,
  TrafficStatus,
} from '../../protocol/agent.ts';
import type { Deployment, Target, TargetListener } from '../target.ts';
import { agentFiles, findOrStartAgent, type AgentLocation } from './findOrStart.ts';
import { toJobSpec } from './jobSpec.ts';
import type { Session } from './session.ts';

/** Connects to this user's agent, starting it when none runs. */
export async function connectAgent(location: AgentLocation): Promise<AgentTarget> {
  const target = new AgentTarget(location);
  try {
    await target.session(location.signal);
    return target;
  } catch (error) {
    target.dispose();
    throw error;
  }
}

const reconnectDelaysMs = [250, 500, 1000, 2000, 5000];

/** The dev GPUs of this machine, through the agent. Reconnects by itself; a lost agent is started again and adopts its jobs. */
export class AgentTarget implements Target, Disposable {
  readonly id = 'agent';
  readonly home: string;
  readonly #location: AgentLocation;
  readonly #listeners = new Set<TargetListener>();
  readonly #disposal = new AbortController();
  #session: Promise<Session> | undefined;

  constructor(location: AgentLocation) {
    this.#location = location;
    this.home = agentFiles(location.env).directory;
  }

  get label(): string {
    return l10n.t('This machine');
  }

  /** The open session, or a new one; callers that arrive together share it. An aborted signal ends the wait of its caller only. */
  async session(signal?: AbortSignal): Promise<Session> {
    this.#disposal.signal.throwIfAborted();
    signal?.throwIfAborted();
    this.#session ??= this.#open().catch((error: unknown) => {
      this.#session = undefined;
      throw error;
    });
    return signal === undefined ? this.#session : untilAborted(this.#session, signal);
  }

  async #open(): Promise<Session> {
    const session = await findOrStartAgent({ ...this.#location, signal: this.#disposal.signal });
    if (this.#disposal.signal.aborted) {
      session.close();
      this.#disposal.signal.throwIfAborted();
    }
    session.onNotification('jobChanged', (job) => this.#tell((listener) => listener.jobChanged(job)));
    session.onNotification('jobRemoved', ({ jobId }) => this.#tell((listener) => listener.jobRemoved(jobId)));
    session.onNotification('sample', ({ jobId, sample }) => this.#tell((listener) => listener.sample(jobId, sample)));
    if (this.#listeners.size > 0) {
      await session.request('watch', { samples: true });
    }
    void session.closed.then(() => this.#lost());
    return session;
  }

  async #lost(): Promise<void> {
    this.#session = undefined;
    this.#tell((listener) => listener.connection('disconnected'));
    for (let attempt = 0; this.#listeners.size > 0 && !this.#disposal.signal.aborted; attempt++) {
      try {
        await delay(reconnectDelaysMs[Math.min(attempt, reconnectDelaysMs.length - 1)], undefined, {
          signal: this.#disposal.signal,
        });
        await this.session();
        this.#tell((listener) => listener.connection('connected'));
        return;
      } catch (error) {
        this.#location.log(`agent: ${String(error)}`);
      }
    }
  }

  #tell(message: (listener: TargetListener) => void): void {
    for (const listener of this.#listeners) {
      message(listener);
    }
  }

  async #request<M extends keyof AgentRequests>(
    method: M,
    params: AgentRequests[M][0],
    signal?: AbortSignal,
  ): Promise<AgentRequests[M][1]> {
    const session = await this.session(signal);
    return session.request(method, params, signal);
  }

  devices(signal?: AbortSignal): Promise<readonly DeviceView[]> {
    return this.#request('devices', null, signal);
  }

  plan(deployment: Deployment, signal?: AbortSignal): Promise<LaunchPlan> {
    return this.#request('plan', { spec: toJobSpec(deployment), options: deployment.options }, signal);
  }

  deploy(deployment: Deployment, signal?: AbortSignal): Promise<Job> {
    return this.#request('deploy', { spec: toJobSpec(deployment), options: deployment.options }, signal);
  }

  jobs(signal?: AbortSignal): Promise<readonly Job[]> {
    return this.#request('jobs', null, signal);
  }

  stop(jobId: string): Promise<Job> {
    return this.#request('stop', { jobId });
  }

  restart(jobId: string): Promise<Job> {
    return this.#request('restart', { jobId });
  }

  async remove(jobId: string): Promise<void> {
    await this.#request('remove', { jobId });
  }

  logs(jobId: string, offset: number, maxBytes: number): Promise<LogChunk> {
    return this.#request('logs', { jobId, offset, maxBytes });
  }

  history(jobId: string): Promise<readonly Sample[]> {
    return this.#request('history', { jobId });
  }

  startTraffic(jobId: string, options: TrafficOptions): Promise<TrafficStatus> {
    return this.#request('startTraffic', { jobId, options });
  }

  stopTraffic(jobId: string): Promise<TrafficStatus> {
    return this.#request('stopTraffic', { jobId });
  }

  events(): Promise<readonly AgentEvent[]> {
    return this.#request('events', null);
  }

  /** Ends the agent; with `stopJobs` its jobs first, else they run on and the next agent adopts them. */
  async shutdown(stopJobs: boolean): Promise<void> {
    const session = await this.session();
    await session.request('shutdown', { stopJobs });
    await session.closed;
  }

  watch(listener: TargetListener): Disposable {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      void this.session()
        .then((session) => session.request('watch', { samples: true }))
        .catch((error: unknown) => this.#location.log(`agent: ${String(error)}`));
    }
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  dispose(): void {
    this.#disposal.abort();
    this.#listeners.clear();
    void this.#session?.then(
      (session) => session.close(),
      () => undefined,
    );
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
