import type { ClusterObject } from '../api/clusterApi.ts';
import { trimObject } from './trimObject.ts';

/** What is kept of a list that never ends: of events those of the last hours. */
export interface Bound<T> {
  readonly limit: number;
  readonly maxAgeMs: number;
  /** Epoch milliseconds. */
  readonly at: (item: T) => number;
}

export interface StoreOptions<T> {
  /** Undefined leaves the object out. */
  readonly read: (object: ClusterObject) => T | undefined;
  /** Which are kept at all; all where it is not said. */
  readonly isKept?: (item: T) => boolean;
  readonly bound?: Bound<T>;
  readonly now: () => number;
}

interface Kept<T> {
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
  /** Absent where the object could not be read. */
  readonly item: T | undefined;
}

/** The objects of one list as its server last told them, each read once: an unchanged object stays the same value. */
export class ObjectStore<T> {
  readonly #options: StoreOptions<T>;
  #kept = new Map<string, Kept<T>>();
  #items: readonly T[] | undefined;

  constructor(options: StoreOptions<T>) {
    this.#options = options;
  }

  /** The same value until one of them changes. */
  get items(): readonly T[] {
    this.#items ??= [...this.#kept.values()].flatMap(({ item }) => (item === undefined ? [] : [item]));
    return this.#items;
  }

  /** Objects that are there and could not be read. */
  get unreadable(): number {
    return this.#kept.size - this.items.length;
  }

  /** Takes in a list, page by page; nothing of it is seen before `commit`, which says whether anything differs. */
  startList(): { add(objects: readonly ClusterObject[]): void; commit(): boolean } {
    const fresh = new Map<string, Kept<T>>();
    return {
      add: (objects) => objects.forEach((object) => this.#put(fresh, object)),
      commit: () => {
        this.#prune(fresh);
        const isSame = fresh.size === this.#kept.size && [...fresh].every(([key, kept]) => this.#kept.get(key) === kept);
        if (isSame) return false;
        this.#kept = fresh;
        this.#items = undefined;
        return true;
      },
    };
  }

  /** Takes in one change; false where it changes nothing. */
  change(kind: 'added' | 'modified' | 'deleted', object: ClusterObject): boolean {
    const before = this.#kept.get(keyOf(object));
    if (kind === 'deleted') {
      this.#kept.delete(keyOf(object));
    } else {
      this.#put(this.#kept, object);
    }
    if (before === this.#kept.get(keyOf(object))) return false;
    this.#items = undefined;
    const { bound } = this.#options;
    // Not at each change: sorting thousands for one more would cost more than it saves.
    if (bound !== undefined && this.#kept.size > bound.limit * 1.2) this.#prune(this.#kept);
    return true;
  }

  clear(): void {
    this.#kept.clear();
    this.#items = undefined;
  }

  #put(into: Map<string, Kept<T>>, object: ClusterObject): void {
    const key = keyOf(object);
    const { uid, resourceVersion } = object.metadata;
    const before = this.#kept.get(key);
    if (
      before !== undefined &&
      resourceVersion !== undefined &&
      before.uid === uid &&
      before.resourceVersion === resourceVersion
    ) {
      into.set(key, before);
      return;
    }
    const item = this.#read(object);
    if (item !== undefined && this.#options.isKept?.(item) === false) {
      into.delete(key);
    } else {
      into.set(key, { uid, resourceVersion, item });
    }
  }

  #read(object: ClusterObject): T | undefined {
    try {
      return this.#options.read(trimObject(object));
    } catch {
      return undefined;
    }
  }

  #prune(kept: Map<string, Kept<T>>): void {
    const { bound, now } = this.#options;
    if (bound === undefined) return;
    const oldest = now() - bound.maxAgeMs;
    const ages = [...kept].map(([key, { item }]) => ({ key, at: item === undefined ? 0 : bound.at(item) }));
    ages.sort((one, other) => other.at - one.at);
    ages.filter(({ at }, index) => index >= bound.limit || at < oldest).forEach(({ key }) => kept.delete(key));
  }
}

/** A namespace and a name have no slash in them. */
function keyOf({ metadata }: ClusterObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
