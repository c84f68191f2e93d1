import type { ClusterObject } from '../api/clusterApi.ts';
import { asList, asRecord, asText, asTexts, present } from './fields.ts';
import { readConditions, readMetadata, type Condition, type Metadata } from './metadata.ts';

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

export interface NodeObject extends Metadata {
  /** Quantities as they are written. */
  readonly allocatable: Readonly<Record<string, string>>;
  readonly conditions: readonly Condition[];
  readonly taints: readonly Taint[];
  /** No new pods are placed here. */
  readonly isCordoned: boolean;
}

/** Undefined where the object has no name. */
export function readNode(object: ClusterObject): NodeObject | undefined {
  const metadata = readMetadata(object.metadata);
  if (metadata.name === '') return undefined;
  const spec = asRecord(object['spec']);
  const status = asRecord(object['status']);
  return {
    ...metadata,
    allocatable: asTexts(status['allocatable']),
    conditions: readConditions(status['conditions']),
    taints: asList(spec['taints'])
      .map(asRecord)
      .map((taint) => ({
        key: asText(taint['key']) ?? '',
        effect: asText(taint['effect']) ?? '',
        ...present({ value: asText(taint['value']) }),
      })),
    isCordoned: spec['unschedulable'] === true,
  };
}
