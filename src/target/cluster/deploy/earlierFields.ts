import { isDeepStrictEqual } from 'node:util';
import type { ClusterObject } from '../api/clusterApi.ts';
import { asRecord } from '../objects/fields.ts';
import { writtenByServer } from './comparable.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * What is applied to give an object back what it was: of each field that was applied the earlier value (none: server-side apply takes
 * out what its manager no longer names), and of the fields that changed because it was no longer applied. What others wrote since is not in it.
 */
export function earlierFields(applied: ClusterObject, before: ClusterObject, after: ClusterObject): ClusterObject {
  const { status: _, metadata, ...said } = before;
  const kept = Object.entries(takeBack(applied.metadata, metadata, after.metadata)).filter(([key]) => !writtenByServer.has(key));
  const { name, namespace, uid } = metadata;
  return {
    ...takeBack(withData(applied), said, after),
    apiVersion: applied.apiVersion,
    kind: applied.kind,
    // with its uid, so that one of the same name that came later is spared
    metadata: {
      ...Object.fromEntries(kept),
      name,
      ...(namespace !== undefined && { namespace }),
      ...(uid !== undefined && { uid }),
    },
  };
}

function takeBack(applied: Fields, before: Fields, after: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(before).flatMap(([key, value]): readonly (readonly [string, unknown])[] => {
      const [said, now] = [applied[key], after[key]];
      if (key in applied) return [[key, isMap(value) && isMap(said) ? takeBack(said, value, asRecord(now)) : value]];
      if (!isMap(value) || !isMap(now)) return isDeepStrictEqual(value, now) ? [] : [[key, value]];
      const lost = takeBack({}, value, now);
      return Object.keys(lost).length === 0 ? [] : [[key, lost]];
    }),
  );
}

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The server keeps a Secret's `stringData` as `data`. */
function withData(object: ClusterObject): Fields {
  const texts = asRecord(object['stringData']);
  return Object.keys(texts).length === 0 ? object : { ...object, data: { ...texts, ...asRecord(object['data']) } };
}
