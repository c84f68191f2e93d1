import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterApi, ClusterObject, ResourceType } from '../../../src/target/cluster/api/clusterApi.ts';

/**
 * All objects of some kinds, kept up to date by lists and watches, and by what the server answered to our own writes, so that nothing
 * is decided on what was before them.
 */
export class ObjectCache {
  readonly #objects = new Map<string, ClusterObject>();
  /** Uids of what went, so that a late answer does not bring it back. */
  readonly #gone = new Set<string>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get objects(): readonly ClusterObject[] {
    return [...this.#objects.values()];
  }

  /** Resolves when all kinds were listed once; follows them until the signal is aborted. */
  async follow(api: ClusterApi, types: readonly ResourceType[], signal: AbortSignal): Promise<void> {
    await Promise.all(
      types.map((type) => {
        const listed = Promise.withResolvers<void>();
        void this.#followType(api, type, signal, listed.resolve);
        return listed.promise;
      }),
    );
  }

  /** Takes an object in, unless a later version of it is here. */
  put(object: ClusterObject): void {
    const { uid = '' } = object.metadata;
    const before = this.#objects.get(idOf(object));
    const isOlder = before?.metadata.uid === uid && versionOf(before) > versionOf(object);
    if (isOlder || this.#gone.has(uid)) return;
    this.#objects.set(idOf(object), object);
    this.#onChange();
  }

  #remove(object: ClusterObject): void {
    this.#gone.add(object.metadata.uid ?? '');
    if (this.#objects.get(idOf(object))?.metadata.uid !== object.metadata.uid) return;
    this.#objects.delete(idOf(object));
    this.#onChange();
  }

  async #followType(api: ClusterApi, type: ResourceType, signal: AbortSignal, listed: () => void): Promise<void> {
    while (!signal.aborted) {
      try {
        let resourceVersion = await this.#list(api, type, signal);
        listed();
        for await (const event of api.watch(type, { resourceVersion, timeoutSeconds: 300 }, signal)) {
          if (event.kind === 'bookmark') ({ resourceVersion } = event);
          else if (event.kind === 'deleted') this.#remove(event.object);
          else this.put(event.object);
        }
      } catch {
        // the server is gone, or forgot the version: listed again, or the signal ends it
        await delay(500, undefined, { signal }).catch(() => undefined);
      }
    }
    listed();
  }

  async #list(api: ClusterApi, type: ResourceType, signal: AbortSignal): Promise<string> {
    const seen = new Set<string>();
    let next: string | undefined;
    for (;;) {
      const page = await api.list(type, { ...(next !== undefined && { next }) }, signal);
      page.items.forEach((object) => {
        seen.add(idOf(object));
        this.put(object);
      });
      next = page.next;
      if (next !== undefined) continue;
      this.objects
        .filter((object) => object.kind === type.kind && !seen.has(idOf(object)))
        .forEach((object) => this.#remove(object));
      return page.resourceVersion;
    }
  }
}

function idOf({ kind, metadata }: ClusterObject): string {
  return `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}

function versionOf({ metadata }: ClusterObject): bigint {
  return BigInt(metadata.resourceVersion ?? 0);
}
