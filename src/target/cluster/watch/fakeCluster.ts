import type { ClusterApi, ClusterObject, ResourceType, Selection, WatchEvent, WatchOptions } from '../api/clusterApi.ts';
import { ClusterError } from '../api/clusterError.ts';
import { untilAborted } from '../../untilAborted.ts';

/** What is asked of the cluster, for a test that wants it to fail. */
export interface FakeCall {
  readonly verb: 'version' | 'discover' | 'list' | 'watch';
  readonly type?: ResourceType;
  readonly namespace?: string;
  readonly resourceVersion?: string;
  readonly next?: string;
}

interface Change {
  readonly version: number;
  readonly type: ResourceType;
  readonly kind: 'added' | 'modified' | 'deleted';
  readonly object: ClusterObject;
}

interface OpenWatch {
  readonly type: ResourceType;
  readonly events: WatchEvent[];
  wake: () => void;
  /** How it ends, once it is to end. */
  end?: { readonly error?: ClusterError };
}

/** A cluster in memory that a test can make fail in every way: it forgets versions, cuts watches, refuses, and answers nothing. */
export class FakeCluster {
  types: ResourceType[];
  /** Of a list; small, so that a few objects need several. */
  pageSize = 3;
  /** An error that a call is answered with; a promise answers when it resolves. */
  fault: (call: FakeCall) => ClusterError | undefined | Promise<ClusterError | undefined> = () => undefined;
  readonly calls: FakeCall[] = [];
  /** Requests under way. */
  open = 0;
  #version = 100;
  #forgotten = 0;
  readonly #objects = new Map<string, ClusterObject>();
  #history: Change[] = [];
  readonly #pages = new Map<string, { readonly version: number; readonly rest: readonly ClusterObject[] }>();
  readonly #watches = new Set<OpenWatch>();

  constructor(types: readonly ResourceType[]) {
    this.types = [...types];
  }

  get watches(): number {
    return this.#watches.size;
  }

  put(type: ResourceType, name: string, fields: Readonly<Record<string, unknown>> = {}, namespace = 'default'): void {
    const key = keyOf(type, namespace, name);
    const before = this.#objects.get(key);
    const version = ++this.#version;
    const object: ClusterObject = {
      apiVersion: type.group === '' ? type.version : `${type.group}/${type.version}`,
      kind: type.kind,
      ...fields,
      metadata: {
        ...(fields['metadata'] as object | undefined),
        name,
        ...(type.isNamespaced && { namespace }),
        uid: before?.metadata.uid ?? `uid-${version}`,
        resourceVersion: String(version),
      },
    };
    this.#objects.set(key, object);
    this.#tell({ version, type, kind: before === undefined ? 'added' : 'modified', object });
  }

  remove(type: ResourceType, name: string, namespace = 'default'): void {
    const key = keyOf(type, namespace, name);
    const before = this.#objects.get(key);
    if (before === undefined) return;
    this.#objects.delete(key);
    const version = ++this.#version;
    const object = { ...before, metadata: { ...before.metadata, resourceVersion: String(version) } };
    this.#tell({ version, type, kind: 'deleted', object });
  }

  /** What a type has now. */
  list(type: ResourceType, namespace?: string): readonly ClusterObject[] {
    const prefix = namespace === undefined ? `${type.plural}.${type.group}/` : keyOf(type, namespace, '');
    return [...this.#objects].filter(([key]) => key.startsWith(prefix)).map(([, object]) => object);
  }

  /** Forgets all versions but the last, as etcd does when it is compacted: lists in the middle and old watches are gone. */
  compact(): void {
    this.#forgotten = this.#version;
    this.#history = [];
    this.#pages.clear();
  }

  bookmark(): void {
    this.#watches.forEach((watch) => this.#send(watch, { kind: 'bookmark', resourceVersion: String(this.#version) }));
  }

  /** Sends the last change of each watch once more. */
  repeat(): void {
    for (const watch of this.#watches) {
      const last = this.#history.findLast(({ type }) => type === watch.type);
      if (last !== undefined) this.#send(watch, { kind: last.kind, object: last.object });
    }
  }

  /** Ends all watches: as a server does, or with an error. */
  cut(error?: ClusterError): void {
    for (const watch of this.#watches) {
      watch.end = { ...(error && { error }) };
      watch.wake();
    }
  }

  api(): ClusterApi {
    const answer = <T>(call: FakeCall, signal: AbortSignal | undefined, make: () => T): Promise<T> =>
      this.#answer(call, signal, make);
    const fake: Pick<ClusterApi, 'version' | 'discover' | 'list' | 'watch' | typeof Symbol.dispose> = {
      version: (signal) => answer({ verb: 'version' }, signal, () => 'v1.37.2'),
      discover: (signal) => answer({ verb: 'discover' }, signal, () => [...this.types]),
      list: (type, selection, signal) => answer({ verb: 'list', type, ...selection }, signal, () => this.#page(type, selection)),
      watch: (type, options, signal) => this.#watch(type, options, signal),
      [Symbol.dispose]: () => undefined,
    };
    return fake as ClusterApi;
  }

  async #answer<T>(call: FakeCall, signal: AbortSignal | undefined, make: () => T): Promise<T> {
    this.calls.push(call);
    this.open += 1;
    try {
      const fault = Promise.resolve(this.fault(call));
      const error = await (signal === undefined ? fault : untilAborted(fault, signal));
      if (error !== undefined) throw error;
      return make();
    } finally {
      this.open -= 1;
    }
  }

  #page(type: ResourceType, { namespace, next }: Selection & { readonly next?: string }) {
    this.#requireServed(type);
    const page = next === undefined ? { version: this.#version, rest: this.list(type, namespace) } : this.#pages.get(next);
    if (page === undefined) throw new ClusterError('gone', 'The provided continue parameter is too old');
    const rest = page.rest.slice(this.pageSize);
    const token = `${page.version}/${type.plural}/${namespace ?? ''}/${rest.length}`;
    if (rest.length > 0) this.#pages.set(token, { version: page.version, rest });
    return {
      items: page.rest.slice(0, this.pageSize),
      resourceVersion: String(page.version),
      ...(rest.length > 0 && { next: token }),
    };
  }

  async *#watch(type: ResourceType, options: WatchOptions, signal: AbortSignal | undefined): AsyncGenerator<WatchEvent> {
    const { namespace, resourceVersion } = options;
    await this.#answer({ verb: 'watch', type, resourceVersion, ...(namespace !== undefined && { namespace }) }, signal, () =>
      this.#requireServed(type),
    );
    const from = Number(resourceVersion);
    if (from < this.#forgotten) throw new ClusterError('gone', `too old resource version: ${from} (${this.#forgotten})`);
    const isOurs = (object: ClusterObject) => namespace === undefined || object.metadata.namespace === namespace;
    const past = this.#history.filter((change) => change.type === type && change.version > from);
    const watch: OpenWatch = { type, events: past.map(({ kind, object }) => ({ kind, object })), wake: () => undefined };
    const onAbort = () => watch.wake();
    signal?.addEventListener('abort', onAbort);
    this.#watches.add(watch);
    this.open += 1;
    options.onOpen?.();
    try {
      for (;;) {
        signal?.throwIfAborted();
        const event = watch.events.shift();
        if (event !== undefined) {
          if (event.kind === 'bookmark' || isOurs(event.object)) yield event;
        } else if (watch.end !== undefined) {
          if (watch.end.error !== undefined) throw watch.end.error;
          return;
        } else {
          await new Promise<void>((resolve) => (watch.wake = resolve));
        }
      }
    } finally {
      this.open -= 1;
      this.#watches.delete(watch);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #requireServed(type: ResourceType): void {
    if (!this.types.includes(type)) throw new ClusterError('notFound', 'the server could not find the requested resource');
  }

  #tell(change: Change): void {
    this.#history.push(change);
    for (const watch of this.#watches) {
      if (watch.type === change.type) this.#send(watch, { kind: change.kind, object: change.object });
    }
  }

  #send(watch: OpenWatch, event: WatchEvent): void {
    watch.events.push(event);
    watch.wake();
  }
}

function keyOf(type: ResourceType, namespace: string, name: string): string {
  return `${type.plural}.${type.group}/${type.isNamespaced ? namespace : ''}/${name}`;
}
