import { isDeepStrictEqual } from 'node:util';
import type { ClusterApi, ClusterObject, ResourceType } from '../api/clusterApi.ts';
import type { ClusterObjects, ObjectsKey } from '../clusterObjects.ts';
import type { EventObject } from '../objects/event.ts';
import { objectReaders } from '../readObjects.ts';
import type { Clock } from './clock.ts';
import { findNamespaces } from './findNamespaces.ts';
import { KindWatch } from './kindWatch.ts';
import { watchedTypes } from './watchedTypes.ts';

const keys = Object.keys(watchedTypes) as readonly ObjectsKey[];
const newestEvents = { limit: 5000, maxAgeMs: 2 * 60 * 60_000, at: (event: unknown) => (event as EventObject).lastAt ?? 0 };

export interface ClusterWatchOptions {
  readonly clock: Clock;
  /** Where to look when the user may not read all namespaces: the context's first. */
  readonly namespaces: readonly string[];
  /** Whether `namespaces` are all there is to look at; else those that the cluster lists are tried too. */
  readonly isChosen: boolean;
  readonly onChange: () => void;
  /** A failure that may be one of the whole cluster. */
  readonly onTrouble: () => void;
}

/** All objects of a cluster, each kind read by itself: what one refuses or lacks stops no other. */
export class ClusterWatch {
  readonly #options: ClusterWatchOptions;
  readonly #kinds: ReadonlyMap<ObjectsKey, KindWatch<unknown>>;
  #types: readonly ResourceType[] = [];
  #running: { readonly api: ClusterApi; readonly signal: AbortSignal; readonly stop: () => void } | undefined;
  #ownerKinds: ReadonlySet<string> = new Set();
  #finding: AbortSignal | undefined;
  #narrowedTo: readonly string[] | undefined;

  constructor(options: ClusterWatchOptions) {
    this.#options = options;
    this.#kinds = new Map(keys.map((key) => [key, this.#watchKind(key)]));
  }

  /** Readings are the same values until they change. */
  get objects(): ClusterObjects {
    return Object.fromEntries([...this.#kinds].map(([key, kind]) => [key, kind.reading])) as unknown as ClusterObjects;
  }

  /** Whether every kind was read since `start`, or cannot be. */
  get isSettled(): boolean {
    return this.#all.every(({ isSettled }) => isSettled);
  }

  /** Objects that are there and could not be read. */
  get unreadable(): number {
    return this.#all.reduce((sum, kind) => sum + kind.unreadable, 0);
  }

  /** What the server serves, when it was read for the first time or anew. */
  setTypes(types: readonly ResourceType[]): void {
    this.#types = types;
    for (const [key, kind] of this.#kinds) {
      const names = new Set(watchedTypes[key]);
      const served = types.filter(({ plural, group }) => names.has(group === '' ? plural : `${plural}.${group}`));
      if (key === 'owners') this.#ownerKinds = new Set(served.map((type) => type.kind));
      kind.setTypes(served);
    }
    if (this.#kind('pods').isInParts) void this.#findNamespaces();
    this.#options.onChange();
  }

  start(api: ClusterApi): void {
    this.stop();
    const controller = new AbortController();
    this.#running = { api, signal: controller.signal, stop: () => controller.abort() };
    this.#all.forEach((kind) => kind.start(api));
  }

  stop(): void {
    this.#running?.stop();
    this.#running = undefined;
    this.#all.forEach((kind) => kind.stop());
  }

  retry(): void {
    this.#all.forEach((kind) => kind.retry());
  }

  #kind(key: ObjectsKey): KindWatch<unknown> {
    const kind = this.#kinds.get(key);
    if (kind === undefined) throw new Error(key);
    return kind;
  }

  get #all(): readonly KindWatch<unknown>[] {
    return [...this.#kinds.values()];
  }

  #watchKind(key: ObjectsKey): KindWatch<unknown> {
    const { clock, onTrouble } = this.#options;
    return new KindWatch<unknown>({
      read: objectReaders[key] as (object: ClusterObject) => unknown,
      ...(key === 'events' && { bound: newestEvents, isKept: (event) => this.#isAboutWork(event as EventObject) }),
      clock,
      onTrouble,
      onChange: () => {
        this.#narrow();
        this.#options.onChange();
      },
    });
  }

  /** Where pods may not be read as a whole, it is found out in which namespaces they may; all other kinds look there then. */
  #narrow(): void {
    const pods = this.#kind('pods');
    if (pods.isInParts && pods.namespaces === undefined) void this.#findNamespaces();
    if (!pods.isSettled) return;
    const readable = pods.isInParts ? pods.readableNamespaces : [];
    const namespaces = readable.length > 0 ? readable : this.#options.namespaces;
    if (isDeepStrictEqual(namespaces, this.#narrowedTo)) return;
    this.#narrowedTo = namespaces;
    this.#all.filter((kind) => kind !== pods).forEach((kind) => kind.setNamespaces(namespaces));
  }

  async #findNamespaces(): Promise<void> {
    if (this.#running === undefined || this.#finding === this.#running.signal) return;
    const { api, signal } = this.#running;
    this.#finding = signal;
    const found = this.#options.isChosen ? [] : await findNamespaces(api, this.#types, signal);
    if (signal.aborted) return;
    this.#finding = undefined;
    const pods = this.#kind('pods');
    if (found === undefined && pods.namespaces !== undefined) return;
    pods.setNamespaces([...new Set([...this.#options.namespaces, ...(found ?? [])])]);
  }

  /** No selector names several kinds, so events about all else are left out here. */
  #isAboutWork({ about }: EventObject): boolean {
    return about.kind === 'Pod' || about.kind === 'PodGroup' || this.#ownerKinds.has(about.kind);
  }
}
