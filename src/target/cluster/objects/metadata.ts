import { asList, asRecord, asText, asTexts, asTime } from './fields.ts';

/** Who made an object: the owner that is its controller, else the first. */
export interface Owner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** What every object carries. */
export interface Metadata {
  readonly name: string;
  /** Empty for objects of the cluster. */
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly owner?: Owner;
  /** Epoch milliseconds. */
  readonly createdAt?: number;
  /** Since when it is being deleted. */
  readonly deletedAt?: number;
}

export interface Condition {
  readonly type: string;
  /** `True`, `False`, `Unknown`. */
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly changedAt?: number;
}

export function readMetadata(value: unknown): Metadata {
  const metadata = asRecord(value);
  const owner = readOwner(metadata['ownerReferences']);
  const createdAt = asTime(metadata['creationTimestamp']);
  const deletedAt = asTime(metadata['deletionTimestamp']);
  return {
    name: asText(metadata['name']) ?? '',
    namespace: asText(metadata['namespace']) ?? '',
    uid: asText(metadata['uid']) ?? '',
    resourceVersion: asText(metadata['resourceVersion']) ?? '',
    labels: asTexts(metadata['labels']),
    annotations: asTexts(metadata['annotations']),
    ...(owner && { owner }),
    ...(createdAt !== undefined && { createdAt }),
    ...(deletedAt !== undefined && { deletedAt }),
  };
}

function readOwner(value: unknown): Owner | undefined {
  const references = asList(value).map(asRecord);
  const reference = references.find(({ controller }) => controller === true) ?? references[0];
  const name = asText(reference?.['name']);
  return reference === undefined || name === undefined
    ? undefined
    : {
        apiVersion: asText(reference['apiVersion']) ?? '',
        kind: asText(reference['kind']) ?? '',
        name,
        uid: asText(reference['uid']) ?? '',
      };
}

export function readConditions(value: unknown): readonly Condition[] {
  return asList(value)
    .map(asRecord)
    .flatMap((condition) => {
      const type = asText(condition['type']);
      const reason = asText(condition['reason']);
      const message = asText(condition['message']);
      const changedAt = asTime(condition['lastTransitionTime']);
      return type === undefined
        ? []
        : [
            {
              type,
              status: asText(condition['status']) ?? 'Unknown',
              ...(reason !== undefined && { reason }),
              ...(message !== undefined && { message }),
              ...(changedAt !== undefined && { changedAt }),
            },
          ];
    });
}
