import type { ClusterApi, ResourceType } from '../api/clusterApi.ts';
import type { Reading } from '../clusterObjects.ts';
import { rememberCombined } from './combinedReading.ts';
import { TypeWatch, type TypeWatchOptions } from './typeWatch.ts';

const loading = { state: 'loading' } as const;

/** What of a cluster is read as one kind, though it may be of several types: owners of pods are of dozens. */
export class KindWatch<T> {
  readonly #options: Omit<TypeWatchOptions<T>, 'type'>;
  readonly #watches = new Map<string, TypeWatch<T>>();
  readonly #combine = rememberCombined<T>();
  #api: ClusterApi | undefined;
  #namespaces: readonly string[] | undefined;
  #isDiscovered = false;

  constructor(options: Omit<TypeWatchOptions<T>, 'type'>) {
    this.#options = options;
  }

  get reading(): Reading<T> {
    return this.#isDiscovered ? this.#combine(this.#all.map(({ reading }) => reading)) : loading;
  }

  get isSettled(): boolean {
    return this.#isDiscovered && this.#all.every(({ isSettled }) => isSettled);
  }

  /** Whether the user may not read all namespaces. */
  get isInParts(): boolean {
    return this.#all.some(({ isInParts }) => isInParts);
  }

  /** The namespaces that were given to it. */
  get namespaces(): readonly string[] | undefined {
    return this.#namespaces;
  }

  /** Of those, the ones that the user may read. */
  get readableNamespaces(): readonly string[] {
    return [...new Set(this.#all.flatMap(({ readableNamespaces }) => readableNamespaces))];
  }

  /** Objects that are there and could not be read. */
  get unreadable(): number {
    return this.#all.reduce((sum, watch) => sum + watch.unreadable, 0);
  }

  /**
   * The types as they were discovered. One that is not among them any more is left to its watch, which hears it from the server: a
   * discovery may lack a group for a while.
   */
  setTypes(types: readonly ResourceType[]): void {
    this.#isDiscovered = true;
    for (const type of types) {
      const name = `${type.plural}.${type.group}`;
      const before = this.#watches.get(name);
      if (before?.type.version === type.version) {
        if (before.reading.state === 'absent') before.retry();
        continue;
      }
      before?.stop();
      const watch = new TypeWatch<T>({ ...this.#options, type });
      this.#watches.set(name, watch);
      if (this.#namespaces !== undefined) watch.setNamespaces(this.#namespaces);
      if (this.#api !== undefined) watch.start(this.#api);
    }
  }

  setNamespaces(namespaces: readonly string[]): void {
    this.#namespaces = namespaces;
    this.#all.forEach((watch) => watch.setNamespaces(namespaces));
  }

  start(api: ClusterApi): void {
    this.#api = api;
    this.#all.forEach((watch) => watch.start(api));
  }

  stop(): void {
    this.#api = undefined;
    this.#all.forEach((watch) => watch.stop());
  }

  retry(): void {
    this.#all.forEach((watch) => watch.retry());
  }

  get #all(): readonly TypeWatch<T>[] {
    return [...this.#watches.values()];
  }
}
