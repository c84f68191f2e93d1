import type { ClusterObject } from '../api/clusterApi.ts';
import { asNumber, asRecord, asText, asTime, present } from './fields.ts';
import { readMetadata, type Metadata } from './metadata.ts';

/** An event of core/v1; its text stays as it was written. */
export interface EventObject extends Metadata {
  readonly isWarning: boolean;
  readonly reason: string;
  readonly message: string;
  readonly about: { readonly kind: string; readonly namespace: string; readonly name: string; readonly uid: string };
  readonly source: string;
  readonly count: number;
  /** Epoch milliseconds of its last time. */
  readonly lastAt?: number;
}

/** Undefined where the object has no name. */
export function readEvent(object: ClusterObject): EventObject | undefined {
  const metadata = readMetadata(object.metadata);
  if (metadata.name === '') return undefined;
  const about = asRecord(object['involvedObject']);
  const series = asRecord(object['series']);
  return {
    ...metadata,
    isWarning: object['type'] === 'Warning',
    reason: asText(object['reason']) ?? '',
    message: asText(object['message']) ?? '',
    about: {
      kind: asText(about['kind']) ?? '',
      namespace: asText(about['namespace']) ?? '',
      name: asText(about['name']) ?? '',
      uid: asText(about['uid']) ?? '',
    },
    source: asText(object['reportingComponent']) ?? asText(asRecord(object['source'])['component']) ?? '',
    count: asNumber(series['count']) ?? asNumber(object['count']) ?? 1,
    ...present({
      lastAt:
        asTime(series['lastObservedTime']) ??
        asTime(object['lastTimestamp']) ??
        asTime(object['eventTime']) ??
        metadata.createdAt,
    }),
  };
}
