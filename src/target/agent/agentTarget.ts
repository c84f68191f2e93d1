import { setTimeout as delay } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { Sample } from '../../inference/sample.ts';
import type {
  AgentEvent,
  AgentNotifications,
  AgentRequests,
  CommandSpec,
  EngineOffer,
  Inventory,
  Job,
  LaunchOptions,
  LaunchPlan,
  LogChunk,
  TrafficOptions,
  TrafficStatus,
} from '../../protocol/agent.ts';
import type { Deployment, Target, TargetListener } from '../target.ts';
import { untilAborted } from '../untilAborted.ts';
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
  readonly #listeners = new Set<Partial<TargetListener>>();
  readonly #disposal = new AbortController();
  readonly #installs = new Set<(progress: AgentNotifications['installProgress']) => void>();
  #lookers = 0;
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
    return untilAborted(this.#session, signal);
  }

  async #open(): Promise<Session> {
    const session = await findOrStartAgent({ ...this.#location, signal: this.#disposal.signal });
    if (this.#disposal.signal.aborted) {
      session.close();
      this.#disposal.signal.throwIfAborted();
    }
    session.onNotification('jobChanged', (job) => this.#tell((listener) => listener.jobChanged?.(job)));
    session.onNotification('jobRemoved', ({ jobId }) => this.#tell((listener) => listener.jobRemoved?.(jobId)));
    session.onNotification('inventoryChanged', (inventory) => this.#tell((listener) => listener.inventoryChanged?.(inventory)));
    session.onNotification('installProgress', (progress) => this.#installs.forEach((tell) => tell(progress)));
    session.onNotification('sample', ({ jobId, sample }) => this.#tell((listener) => listener.sample?.(jobId, sample)));
    if (this.#listeners.size > 0) {
      await session.request('watch', { samples: true });
    }
    if (this.#lookers > 0) {
      await session.request('look', { isLooking: true });
    }
    void session.closed.then(() => this.#lost());
    return session;
  }

  async #lost(): Promise<void> {
    this.#session = undefined;
    this.#tell((listener) => listener.connection?.('disconnected'));
    for (let attempt = 0; this.#listeners.size > 0 && !this.#disposal.signal.aborted; attempt++) {
      try {
        await delay(reconnectDelaysMs[Math.min(attempt, reconnectDelaysMs.length - 1)], undefined, {
          signal: this.#disposal.signal,
        });
        await this.session();
        this.#tell((listener) => listener.connection?.('connected'));
        return;
      } catch (error) {
        if (!this.#disposal.signal.aborted) {
          this.#location.log(`agent: ${String(error)}`);
        }
      }
    }
  }

  #tell(message: (listener: Partial<TargetListener>) => void): void {
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

  inventory(signal?: AbortSignal): Promise<Inventory> {
    return this.#request('inventory', null, signal);
  }

  plan(deployment: Deployment, signal?: AbortSignal): Promise<LaunchPlan> {
    return this.#request('plan', { spec: toJobSpec(deployment), options: deployment.options }, signal);
  }

  deploy(deployment: Deployment, signal?: AbortSignal): Promise<Job> {
    return this.#request('deploy', { spec: toJobSpec(deployment), options: deployment.options }, signal);
  }

  runCommand(spec: CommandSpec, options: LaunchOptions, signal?: AbortSignal): Promise<Job> {
    return this.#request('deploy', { spec, options }, signal);
  }

  engines(signal?: AbortSignal): Promise<readonly EngineOffer[]> {
    return this.#request('engines', null, signal);
  }

  async installEngine(engine: string, onProgress: (progress: string) => void, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const session = await this.session(signal);
    const tell = (told: AgentNotifications['installProgress']) => {
      if (told.engine === engine) {
        onProgress(told.progress);
      }
    };
    this.#installs.add(tell);
    const cancel = () => void session.request('cancelInstall', { engine }).catch(() => undefined);
    signal.addEventListener('abort', cancel, { once: true });
    try {
      await session.request('installEngine', { engine });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
      this.#installs.delete(tell);
    }
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

  countTokens(jobId: string): Promise<number | null> {
    return this.#request('countTokens', { jobId });
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

  watch(listener: Partial<TargetListener>): Disposable {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      void this.session()
        .then((session) => session.request('watch', { samples: true }))
        .catch((error: unknown) => this.#location.log(`agent: ${String(error)}`));
    }
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  look(): Disposable {
    let isLooking = true;
    this.#count(1);
    return {
      [Symbol.dispose]: () => {
        if (isLooking) {
          isLooking = false;
          this.#count(-1);
        }
      },
    };
  }

  /** Tells the agent of the first who looks, and when the last one looked away. */
  #count(difference: 1 | -1): void {
    this.#lookers += difference;
    const isFirstOrLast = this.#lookers === (difference === 1 ? 1 : 0);
    // an agent that has gone knows of no looker; none is started to be told so
    const isWorthTelling = this.#lookers > 0 || this.#session !== undefined;
    if (isFirstOrLast && isWorthTelling && !this.#disposal.signal.aborted) {
      void this.session()
        .then((session) => session.request('look', { isLooking: this.#lookers > 0 }))
        .catch((error: unknown) => this.#location.log(`agent: ${String(error)}`));
    }
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
