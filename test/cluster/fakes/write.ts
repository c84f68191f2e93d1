import type { ClusterObject } from '../../../src/target/cluster/api/clusterApi.ts';

/** One change that a stand-in makes to the cluster. */
export type Write =
  | { readonly kind: 'create'; readonly object: ClusterObject }
  /** Server-side apply: what the same stand-in wrote before and writes no more goes. */
  | { readonly kind: 'apply'; readonly object: ClusterObject }
  /** JSON merge patch. One that replaces a list names the version that it was read from, in `metadata.resourceVersion`. */
  | { readonly kind: 'patch'; readonly object: ClusterObject; readonly patch: object; readonly subresource?: 'status' }
  /** Only the object that was read: one of the same name that came later is spared. */
  | { readonly kind: 'delete'; readonly object: ClusterObject }
  | { readonly kind: 'bind'; readonly pod: ClusterObject; readonly node: string };

/** The merge patch that makes `wanted` of `current`; undefined where it is that already. Lists are replaced whole. */
export function findPatch(current: unknown, wanted: object): object | undefined {
  const before = isMap(current) ? current : {};
  const changes = Object.entries(wanted).flatMap(([key, value]) => {
    const change = isMap(value) && isMap(before[key]) ? findPatch(before[key], value) : value;
    return change === undefined || isSame(before[key], change) ? [] : [[key, change] as const];
  });
  const gone = Object.keys(before).flatMap((key) => (key in wanted ? [] : [[key, null] as const]));
  const patch = [...changes, ...gone];
  return patch.length === 0 ? undefined : Object.fromEntries(patch);
}

/** What a JSON merge patch makes of a value (RFC 7396). */
export function applyPatch(current: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const result = { ...(isMap(current) ? current : {}) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = applyPatch(result[key], value);
  }
  return result;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
