import { isDeepStrictEqual } from 'node:util';
import type { ClusterApi, ResourceType } from '../api/clusterApi.ts';
import type { Reading } from '../clusterObjects.ts';
import { rememberCombined } from './combinedReading.ts';
import type { Clock } from './clock.ts';
import { ListWatch } from './listWatch.ts';
import { ObjectStore, type StoreOptions } from './objectStore.ts';

export interface TypeWatchOptions<T> extends Omit<StoreOptions<T>, 'now'> {
  readonly type: ResourceType;
  readonly clock: Clock;
  readonly onChange: () => void;
  readonly onTrouble: () => void;
}

const loading = { state: 'loading' } as const;

/** The objects of one type in all namespaces, or where the user may not read those, in the namespaces that are given to it. */
export class TypeWatch<T> {
  readonly type: ResourceType;
  readonly #options: TypeWatchOptions<T>;
  readonly #whole: ListWatch<T>;
  readonly #parts = new Map<string, ListWatch<T>>();
  readonly #combine = rememberCombined<T>();
  #namespaces: readonly string[] | undefined;
  #api: ClusterApi | undefined;

  constructor(options: TypeWatchOptions<T>) {
    this.type = options.type;
    this.#options = options;
    this.#whole = this.#watch();
  }

  get reading(): Reading<T> {
    const whole = this.#whole.reading;
    if (!this.isInParts) return whole;
    if (this.#namespaces === undefined) return loading;
    const combined = this.#combine([...this.#parts.values()].map(({ reading }) => reading));
    return combined.state === 'forbidden' || combined.state === 'absent' ? whole : combined;
  }

  get isSettled(): boolean {
    if (!this.#whole.isSettled || !this.isInParts) return this.#whole.isSettled;
    return this.#namespaces !== undefined && this.#parts.values().every(({ isSettled }) => isSettled);
  }

  /** Whether the user may not read all namespaces. */
  get isInParts(): boolean {
    return this.type.isNamespaced && this.#whole.state === 'forbidden';
  }

  /** Of those that were given, the ones that the user may read. */
  get readableNamespaces(): readonly string[] {
    return [...this.#parts].filter(([, { state }]) => state === 'known').map(([namespace]) => namespace);
  }

  /** Objects that are there and could not be read. */
  get unreadable(): number {
    return [this.#whole, ...this.#parts.values()].reduce((sum, watch) => sum + watch.unreadable, 0);
  }

  start(api: ClusterApi): void {
    this.#api = api;
    this.#whole.start(api);
    this.#parts.forEach((part) => part.start(api));
  }

  stop(): void {
    this.#api = undefined;
    this.#whole.stop();
    this.#parts.forEach((part) => part.stop());
  }

  retry(): void {
    this.#whole.retry();
    this.#parts.forEach((part) => part.retry());
  }

  /** Where the user may read, as far as anyone knows. */
  setNamespaces(namespaces: readonly string[]): void {
    if (isDeepStrictEqual(namespaces, this.#namespaces)) return;
    this.#namespaces = namespaces;
    this.#arrange();
    if (this.isInParts) this.#options.onChange();
  }

  #watch(namespace?: string): ListWatch<T> {
    const { type, clock, onTrouble } = this.#options;
    return new ListWatch<T>({
      type,
      clock,
      onTrouble,
      ...(namespace !== undefined && { namespace }),
      store: new ObjectStore({ ...this.#options, now: () => clock.now() }),
      onChange: () => {
        this.#arrange();
        this.#options.onChange();
      },
    });
  }

  /** One watch for each namespace while the whole is refused, else none. */
  #arrange(): void {
    const wanted = new Set(this.isInParts ? this.#namespaces : []);
    for (const [namespace, part] of this.#parts) {
      if (wanted.has(namespace)) continue;
      part.stop();
      this.#parts.delete(namespace);
    }
    for (const namespace of wanted) {
      if (this.#parts.has(namespace)) continue;
      const part = this.#watch(namespace);
      this.#parts.set(namespace, part);
      if (this.#api !== undefined) part.start(this.#api);
    }
  }
}
