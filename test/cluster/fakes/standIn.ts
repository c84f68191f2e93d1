import type { ClusterObject } from '../../../src/target/cluster/api/clusterApi.ts';
import type { Write } from './write.ts';

/** What a stand-in is handed: time, chance and the names of devices, so that it decides the same again in a test. */
export interface StandInContext {
  /** RFC 3339, whole seconds. */
  now(): string;
  /** A UUID for what has none yet. */
  newId(): string;
  /** Ends the name of an event. */
  newSuffix(): string;
  /** UUID of a GPU of a node. */
  uuidOf(node: string, index: number): string;
}

/** Whose work an object is; `none` of a queue keeps its status for a test to write. */
export const standInKey = 'gpu-fractions.dev/stand-in';

/** On all that a stand-in creates. */
export function standInAnnotations(name: string): Readonly<Record<string, string>> {
  return { [standInKey]: `made by ${name} of the test rig` };
}

interface Told {
  readonly about: ClusterObject;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** The program that would say it. */
  readonly component: string;
}

/** An event whose source says that a stand-in speaks. */
export function tell({ about, type, reason, message, component }: Told, context: StandInContext): Write {
  const { name, namespace = 'default', uid, resourceVersion } = about.metadata;
  const source = `${component} (stand-in)`;
  const now = context.now();
  return {
    kind: 'create',
    object: {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${context.newSuffix()}`, namespace },
      involvedObject: { apiVersion: about.apiVersion, kind: about.kind, namespace, name, uid, resourceVersion },
      type,
      reason,
      message,
      source: { component: source },
      reportingComponent: source,
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
    },
  };
}

/** Makes an object go with another. */
export function ownedBy({ apiVersion, kind, metadata }: ClusterObject): object {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid };
}

/** The same of what keeps the object as it is. */
export function controlledBy(owner: ClusterObject): object {
  return { ...ownedBy(owner), controller: true, blockOwnerDeletion: true };
}
