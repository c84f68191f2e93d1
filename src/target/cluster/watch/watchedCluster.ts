import * as l10n from '@vscode/l10n';
import type { ClusterApi } from '../api/clusterApi.ts';
import { ClusterError } from '../api/clusterError.ts';
import type { ClusterConnection, ConnectionState, KubeContext } from '../clusterConnection.ts';
import type { ClusterObjects } from '../clusterObjects.ts';
import { Backoff } from './backoff.ts';
import type { Clock } from './clock.ts';
import { ClusterWatch } from './clusterWatch.ts';
import { asClusterError, waitAfter } from './connectionFailure.ts';
import { ObjectsValue } from './objectsValue.ts';
import { Sleep } from './sleep.ts';
import { untilAborted } from '../../untilAborted.ts';

/** Changes of this time are told together. */
const gatherMs = 250;
/** Who looks away often looks back: a tree that is folded, another view. */
const graceMs = 10_000;
/** A kind that is installed, or an address that does not answer, is noticed after so long at most. */
const rediscoverMs = 60_000;

export interface WatchedClusterOptions {
  readonly context: KubeContext;
  /** Opens the API; asked again after it failed. The signal is aborted when the connection is disposed. */
  readonly openApi: (signal: AbortSignal) => Promise<ClusterApi>;
  readonly clock: Clock;
  /** Those to look at where the user may not read all; without them the context's, and those that the cluster lists. */
  readonly namespaces?: readonly string[];
  readonly log: (line: string) => void;
}

/** A context in use: connects while someone looks, and tries again by itself. */
export class WatchedCluster implements ClusterConnection {
  readonly #options: WatchedClusterOptions;
  readonly #watch: ClusterWatch;
  readonly #value = new ObjectsValue();
  readonly #backoff: Backoff;
  readonly #sleep: Sleep;
  readonly #disposal = new AbortController();
  readonly #listeners = new Set<() => void>();
  /** Told of each change at once. */
  readonly #waiting = new Set<() => void>();
  #context: KubeContext;
  #state: ConnectionState = { kind: 'idle' };
  #toldState: ConnectionState = this.#state;
  #unreadable = 0;
  #api: Promise<ClusterApi> | undefined;
  #running: AbortController | undefined;
  #lookers = 0;
  #grace: Disposable | undefined;
  #gathering: Disposable | undefined;
  #isDiscoveryDue = false;

  constructor(options: WatchedClusterOptions) {
    const { context, clock, namespaces } = options;
    this.#options = options;
    this.#context = context;
    this.#backoff = new Backoff(() => clock.random());
    this.#sleep = new Sleep(clock);
    this.#watch = new ClusterWatch({
      clock,
      namespaces: [...new Set([context.namespace, ...(namespaces ?? [])])],
      isChosen: (namespaces ?? []).length > 0,
      onChange: () => this.#changed(),
      onTrouble: () => this.#sleep.wake(),
    });
  }

  get context(): KubeContext {
    return this.#context;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get objects(): ClusterObjects {
    return this.#value.current;
  }

  /** The kubeconfig says it anew, and nothing of it that matters here has changed. */
  renew(context: KubeContext): void {
    this.#context = context;
  }

  onDidChange(listener: () => void): Disposable {
    const entry = () => listener();
    this.#listeners.add(entry);
    return { [Symbol.dispose]: () => void this.#listeners.delete(entry) };
  }

  look(): Disposable {
    if (this.#disposal.signal.aborted) return { [Symbol.dispose]: () => undefined };
    this.#lookers += 1;
    this.#grace?.[Symbol.dispose]();
    this.#grace = undefined;
    this.#begin();
    let isLooking = true;
    return {
      [Symbol.dispose]: () => {
        if (!isLooking) return;
        isLooking = false;
        this.#lookers -= 1;
        if (this.#lookers === 0 && !this.#disposal.signal.aborted) {
          this.#grace = this.#options.clock.after(graceMs, () => this.#end());
        }
      },
    };
  }

  async ready(signal?: AbortSignal): Promise<ClusterObjects> {
    const ended = signal === undefined ? this.#disposal.signal : AbortSignal.any([signal, this.#disposal.signal]);
    ended.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<ClusterObjects>();
    const check = () => {
      if (this.#state.kind === 'failed') reject(this.#state.error);
      if (this.#state.kind !== 'connected' || !this.#watch.isSettled) return;
      this.#tell();
      resolve(this.objects);
    };
    using _look = this.look();
    if (this.#state.kind === 'failed') this.retry();
    this.#waiting.add(check);
    try {
      check();
      return await untilAborted(promise, ended);
    } finally {
      this.#waiting.delete(check);
    }
  }

  async api(signal?: AbortSignal): Promise<ClusterApi> {
    const ended = signal === undefined ? this.#disposal.signal : AbortSignal.any([signal, this.#disposal.signal]);
    ended.throwIfAborted();
    this.#api ??= this.#open();
    return untilAborted(this.#api, ended);
  }

  retry(): void {
    if (this.#state.kind === 'failed') this.#setState({ kind: 'connecting' });
    this.#isDiscoveryDue = true;
    this.#backoff.reset();
    this.#sleep.wake();
    this.#watch.retry();
  }

  [Symbol.dispose](): void {
    const why = l10n.t(
      'The context "{0}" was closed: its kubeconfig says something else now. Open it again.',
      this.#context.name,
    );
    this.#disposal.abort(new ClusterError('kubeconfig', why));
    this.#grace?.[Symbol.dispose]();
    this.#end();
    this.#gathering?.[Symbol.dispose]();
    this.#listeners.clear();
    void this.#api?.then(
      (api) => api[Symbol.dispose](),
      () => undefined,
    );
  }

  async #open(): Promise<ClusterApi> {
    try {
      return await this.#options.openApi(this.#disposal.signal);
    } catch (error) {
      this.#api = undefined;
      throw error;
    }
  }

  #begin(): void {
    if (this.#running !== undefined) return;
    this.#running = new AbortController();
    this.#backoff.reset();
    this.#setState({ kind: 'connecting' });
    void this.#run(this.#running.signal);
  }

  #end(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#watch.stop();
    this.#setState({ kind: 'idle' });
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#keepConnected(signal);
      } catch (error) {
        if (!signal.aborted) await this.#failed(asClusterError(error), signal);
      }
    }
  }

  /** Never resolves: rejects when the cluster cannot be reached, or is not looked at any more. */
  async #keepConnected(signal: AbortSignal): Promise<never> {
    const api = await this.api(signal);
    const version = await api.version(signal);
    const types = await api.discover(signal);
    signal.throwIfAborted();
    this.#backoff.reset();
    this.#watch.setTypes(types);
    this.#watch.start(api);
    this.#setState({ kind: 'connected', version });
    for (;;) {
      const dueAt = this.#options.clock.now() + rediscoverMs;
      this.#isDiscoveryDue = false;
      do {
        await this.#sleep.for(Math.max(0, dueAt - this.#options.clock.now()), signal);
        signal.throwIfAborted();
        this.#isDiscoveryDue ||= this.#options.clock.now() >= dueAt;
        // Something failed. Whether all has, the shortest question tells.
        if (!this.#isDiscoveryDue) await api.version(signal);
      } while (!this.#isDiscoveryDue);
      await this.#rediscover(api, signal);
    }
  }

  async #rediscover(api: ClusterApi, signal: AbortSignal): Promise<void> {
    try {
      const types = await api.discover(signal);
      signal.throwIfAborted();
      this.#watch.setTypes(types);
    } catch (error) {
      signal.throwIfAborted();
      this.#options.log(`${this.#context.name}: ${String(error)}`);
      await api.version(signal);
    }
  }

  async #failed(error: ClusterError, signal: AbortSignal): Promise<void> {
    this.#watch.stop();
    this.#setState({ kind: 'failed', error });
    this.#options.log(`${this.#context.name}: ${error.message}`);
    await this.#sleep.for(waitAfter(error, this.#backoff.next(error.retryAfterSeconds)), signal);
  }

  #setState(state: ConnectionState): void {
    this.#state = state;
    this.#changed();
  }

  #changed(): void {
    this.#waiting.forEach((check) => check());
    if (this.#disposal.signal.aborted) return;
    this.#gathering ??= this.#options.clock.after(gatherMs, () => this.#tell());
  }

  /** Tells what has changed since the last time. */
  #tell(): void {
    this.#gathering?.[Symbol.dispose]();
    this.#gathering = undefined;
    const isOther = this.#value.update(this.#watch.objects, this.#state);
    if (!isOther && this.#state === this.#toldState) return;
    this.#toldState = this.#state;
    this.#logUnreadable();
    [...this.#listeners].forEach((listener) => listener());
  }

  #logUnreadable(): void {
    const { unreadable } = this.#watch;
    if (unreadable !== this.#unreadable) {
      this.#options.log(`${this.#context.name}: ${unreadable} objects could not be read and are left out`);
    }
    this.#unreadable = unreadable;
  }
}
