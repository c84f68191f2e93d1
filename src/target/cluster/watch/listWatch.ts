import { isDeepStrictEqual } from 'node:util';
import type { ClusterApi, ObjectPage, ResourceType } from '../api/clusterApi.ts';
import { ClusterError } from '../api/clusterError.ts';
import type { Reading } from '../clusterObjects.ts';
import { Backoff } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { ObjectStore } from './objectStore.ts';
import { Sleep } from './sleep.ts';

/** Rights come back seldom, and `retry` asks at once. */
const forbiddenRetryMs = 4 * 60_000;
/** A server that has just started refuses for a moment what it allows: it has not read its rules yet. */
const doubtedRetryMs = 5000;
/** Of a user who may list and not watch. */
const pollMs = 30_000;
/** A watch that ended sooner and told nothing counts as a failure, or a server that ends each at once would be asked without a pause. */
const shortestMs = 5000;

export interface ListWatchOptions<T> {
  readonly type: ResourceType;
  /** Absent for all namespaces. */
  readonly namespace?: string;
  readonly store: ObjectStore<T>;
  readonly clock: Clock;
  readonly onChange: () => void;
  /** A failure that may be one of the whole cluster. */
  readonly onTrouble: () => void;
}

type Trouble = { readonly kind: 'forbidden' | 'failed'; readonly message: string } | { readonly kind: 'absent' };

/**
 * Keeps the objects of one kind up to date: lists them, then watches, and goes on from the last version whenever the watch ends. Between
 * `start` and `stop` it has one request under way or one timer, after `stop` neither.
 */
export class ListWatch<T> {
  readonly #options: ListWatchOptions<T>;
  readonly #backoff: Backoff;
  readonly #sleep: Sleep;
  #running: AbortController | undefined;
  /** To go on from; without it the objects are listed. */
  #version: string | undefined;
  #isListed = false;
  #isSettled = false;
  #trouble: Trouble | undefined;
  #reading: Reading<T> | undefined;

  constructor(options: ListWatchOptions<T>) {
    this.#options = options;
    this.#backoff = new Backoff(() => options.clock.random());
    this.#sleep = new Sleep(options.clock);
  }

  /** That of `reading`, for less. */
  get state(): Reading<T>['state'] {
    return this.#isListed ? 'known' : (this.#trouble?.kind ?? 'loading');
  }

  /** The same value until something changes. */
  get reading(): Reading<T> {
    this.#reading ??= this.#read();
    return this.#reading;
  }

  /** Whether it has been told since `start` how things are, or that it cannot be. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** Objects that are there and could not be read. */
  get unreadable(): number {
    return this.#options.store.unreadable;
  }

  start(api: ClusterApi): void {
    if (this.#running !== undefined) return;
    this.#running = new AbortController();
    this.#isSettled = false;
    this.#backoff.reset();
    // A watch does not tell when it has caught up with what happened meanwhile; a list is all there is.
    this.#version = undefined;
    void this.#run(api, this.#running.signal);
  }

  /** What was read stays. */
  stop(): void {
    if (this.#running === undefined) return;
    this.#running.abort();
    this.#running = undefined;
  }

  /** Asks again now where it waits after a failure. */
  retry(): void {
    this.#backoff.reset();
    this.#sleep.wake();
  }

  async #run(api: ClusterApi, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const waitMs = await this.#listAndWatch(api, signal);
      if (waitMs !== 0) await this.#sleep.for(waitMs, signal);
    }
  }

  /** Until the watch ends; how long to wait then, undefined until `retry`. */
  async #listAndWatch(api: ClusterApi, signal: AbortSignal): Promise<number | undefined> {
    try {
      this.#version ??= await this.#list(api, signal);
      return (await this.#watch(api, this.#version, signal)) ? 0 : this.#backoff.next();
    } catch (error) {
      return signal.aborted ? 0 : this.#failed(error);
    }
  }

  async #list(api: ClusterApi, signal: AbortSignal): Promise<string> {
    const { type, namespace, store } = this.#options;
    const list = store.startList();
    let page: ObjectPage | undefined;
    do {
      const next = page?.next;
      page = await api.list(type, { ...(namespace !== undefined && { namespace }), ...(next !== undefined && { next }) }, signal);
      signal.throwIfAborted();
      list.add(page.items);
    } while (page.next !== undefined);
    const isChanged = list.commit() || !this.#isListed;
    this.#isListed = true;
    this.#settle(undefined, isChanged);
    return page.resourceVersion;
  }

  /** Whether the watch was a good one: it told something, or lasted. */
  async #watch(api: ClusterApi, resourceVersion: string, signal: AbortSignal): Promise<boolean> {
    const { type, namespace, store, clock } = this.#options;
    const startedAt = clock.now();
    const events = api.watch(
      type,
      {
        ...(namespace !== undefined && { namespace }),
        resourceVersion,
        timeoutSeconds: Math.round(240 + 60 * clock.random()),
        onOpen: () => {
          if (!signal.aborted) this.#settle(undefined, false);
        },
      },
      signal,
    );
    let isGood = false;
    for await (const event of events) {
      signal.throwIfAborted();
      isGood = true;
      this.#backoff.reset();
      const isChanged = event.kind !== 'bookmark' && store.change(event.kind, event.object);
      this.#version =
        event.kind === 'bookmark' ? event.resourceVersion : (event.object.metadata.resourceVersion ?? this.#version);
      this.#settle(undefined, isChanged);
    }
    if (!isGood && clock.now() - startedAt < shortestMs) return false;
    this.#backoff.reset();
    return true;
  }

  /** How long to wait after a failure. */
  #failed(error: unknown): number | undefined {
    const isFirst = this.#backoff.failures === 0;
    const isWatching = this.#version !== undefined;
    const message = error instanceof Error ? error.message : String(error);
    if (ClusterError.is(error, 'gone')) {
      this.#version = undefined;
      const waitMs = this.#backoff.next();
      return isFirst ? 0 : waitMs;
    }
    if (ClusterError.is(error, 'notFound')) {
      this.#forget({ kind: 'absent' });
      return undefined;
    }
    if (ClusterError.is(error, 'forbidden')) {
      return this.#refused(message);
    }
    const waitMs = this.#backoff.next(ClusterError.is(error) ? error.retryAfterSeconds : undefined);
    // A watch that is cut once goes on at once, and nobody needs to know.
    if (!isWatching || !isFirst) this.#settle({ kind: 'failed', message }, false);
    if (!ClusterError.is(error, 'tooManyRequests')) this.#options.onTrouble();
    return waitMs;
  }

  #refused(message: string): number {
    const isWatching = this.#version !== undefined;
    const wasAllowed = this.#isListed;
    this.#version = undefined;
    if (isWatching) return this.#spread(pollMs);
    this.#forget({ kind: 'forbidden', message });
    return this.#spread(wasAllowed ? doubtedRetryMs : forbiddenRetryMs);
  }

  #forget(trouble: Trouble): void {
    this.#options.store.clear();
    this.#version = undefined;
    this.#isListed = false;
    this.#settle(trouble, false);
  }

  #settle(trouble: Trouble | undefined, isChanged: boolean): void {
    const isOther = isChanged || !isDeepStrictEqual(trouble, this.#trouble);
    if (!isOther && this.#isSettled) return;
    this.#isSettled = true;
    this.#trouble = trouble;
    if (isOther) this.#reading = undefined;
    this.#options.onChange();
  }

  #read(): Reading<T> {
    const { store, namespace } = this.#options;
    const trouble = this.#trouble;
    if (this.#isListed) {
      return {
        state: 'known',
        items: store.items,
        ...(trouble !== undefined && { isStale: true }),
        ...(namespace !== undefined && { namespaces: [namespace] }),
      };
    }
    if (trouble === undefined) return { state: 'loading' };
    return trouble.kind === 'absent' ? { state: 'absent' } : { state: trouble.kind, message: trouble.message };
  }

  #spread(ms: number): number {
    return ms * (0.75 + 0.5 * this.#options.clock.random());
  }
}
