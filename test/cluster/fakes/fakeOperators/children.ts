import { createHash } from 'node:crypto';
import type { ClusterObject } from '../../../../src/target/cluster/api/clusterApi.ts';
import { asList, asRecord, asText } from '../../../../src/target/cluster/objects/fields.ts';
import { readMetadata } from '../../../../src/target/cluster/objects/metadata.ts';
import { controlledBy, standInAnnotations } from '../standIn.ts';
import type { Write } from '../write.ts';

/** Tells which version of what is wanted an object was made from. */
const versionKey = 'gpu-fractions.dev/stand-in-version';

/** Makes the objects that an owner wants, changes those of which it wants something else now, and deletes those that it wants no more. */
export function keepChildren(
  owner: ClusterObject,
  wanted: readonly ClusterObject[],
  objects: readonly ClusterObject[],
  operator: string,
): readonly Write[] {
  const names = new Set(wanted.map(idOf));
  const gone = objects.filter((object) => {
    const { annotations, owner: parent, deletedAt } = readMetadata(object.metadata);
    const isOurs = annotations[versionKey] !== undefined && parent?.uid === owner.metadata.uid;
    return isOurs && deletedAt === undefined && !names.has(idOf(object));
  });
  const made = wanted.flatMap((object): readonly Write[] => {
    const version = createHash('sha256').update(JSON.stringify(object)).digest('hex').slice(0, 16);
    const found = objects.find((each) => idOf(each) === idOf(object));
    const { annotations } = readMetadata(found?.metadata);
    if (found !== undefined && annotations[versionKey] === version) return [];
    const metadata = {
      ...object.metadata,
      annotations: { ...asRecord(object.metadata['annotations']), ...standInAnnotations(operator), [versionKey]: version },
      ownerReferences: [controlledBy(owner)],
    };
    return [{ kind: 'apply', object: { ...object, metadata } }];
  });
  return [...made, ...gone.map((object): Write => ({ kind: 'delete', object }))];
}

function idOf({ kind, metadata }: ClusterObject): string {
  return `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Objects of a kind that are not being deleted. */
export function living(objects: readonly ClusterObject[], kind: string): readonly ClusterObject[] {
  return objects.filter((object) => object.kind === kind && readMetadata(object.metadata).deletedAt === undefined);
}

export function find(
  objects: readonly ClusterObject[],
  kind: string,
  like: ClusterObject,
  name: string,
): ClusterObject | undefined {
  return objects.find(
    (each) => each.kind === kind && each.metadata.namespace === like.metadata.namespace && each.metadata.name === name,
  );
}

/** The patch of a status whose one condition tells how things are; none where it says so already. */
export function keepStatus(
  object: ClusterObject,
  status: Readonly<Record<string, unknown>>,
  condition: { readonly type: string; readonly status: 'True' | 'False'; readonly reason: string; readonly message: string },
  now: string,
): readonly Write[] {
  const before = asRecord(object['status']);
  const said = asList(before['conditions'])
    .map(asRecord)
    .find(({ type }) => type === condition.type);
  const isSaid = said !== undefined && ['status', 'reason', 'message'].every((key) => said[key] === asRecord(condition)[key]);
  const isSame = Object.entries(status).every(([key, value]) => JSON.stringify(before[key]) === JSON.stringify(value));
  if (isSaid && isSame) return [];
  const lastTransitionTime = said?.['status'] === condition.status ? (asText(said['lastTransitionTime']) ?? now) : now;
  const patch = { status: { ...status, conditions: [{ ...condition, lastTransitionTime }] } };
  return [{ kind: 'patch', object, patch, subresource: 'status' }];
}
