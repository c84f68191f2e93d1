import type { ConnectionState } from '../clusterConnection.ts';
import { nothingRead, type ClusterObjects, type ObjectsKey, type Reading } from '../clusterObjects.ts';
import { withoutServer } from './combinedReading.ts';

/** The objects of a cluster as a value that stays the same until something differs. */
export class ObjectsValue {
  #current = nothingRead;
  #read = nothingRead;
  #version: string | undefined;
  /** Why the cluster does not answer, from then until it does. */
  #failure: string | undefined;

  get current(): ClusterObjects {
    return this.#current;
  }

  /** Takes in what was read; whether anything differs. */
  update(read: ClusterObjects, state: ConnectionState): boolean {
    const version = state.kind === 'connected' ? state.version : this.#version;
    const failure = state.kind === 'failed' ? state.error.message : state.kind === 'connected' ? undefined : this.#failure;
    const keys = Object.keys(read) as ObjectsKey[];
    const isSame = keys.every((key) => read[key] === this.#read[key]);
    if (isSame && version === this.#version && failure === this.#failure) return false;
    this.#read = read;
    this.#version = version;
    this.#failure = failure;
    const readings = keys.map((key) => [key, read[key] as Reading<unknown>] as const);
    this.#current = {
      ...(failure === undefined
        ? read
        : (Object.fromEntries(
            readings.map(([key, reading]) => [key, withoutServer(reading, failure)]),
          ) as unknown as ClusterObjects)),
      ...(version !== undefined && { version }),
    };
    return true;
  }
}
