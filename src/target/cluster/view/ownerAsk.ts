import { findWorkloads, type FoundWorkload } from '../../../manifest/requests.ts';
import type { OwnerObject } from '../objects/owner.ts';
import { remembering } from './remembering.ts';

/** Fields that say nothing of what is asked, and may be long. */
const leftOut: ReadonlySet<string> = new Set([
  'status',
  'managedFields',
  'args',
  'command',
  'kubectl.kubernetes.io/last-applied-configuration',
]);
const asksForGpu = /nvidia\.com\/|"gpu-(?:fraction|memory)"|"resourceClaims"|"gpu"/;

/** What the pods of an owner would ask, by its templates; empty where they ask for no GPU. */
export const readOwnerAsks: (owner: OwnerObject) => readonly FoundWorkload[] = remembering(({ source }) => {
  const text = JSON.stringify(source, (key, value: unknown) =>
    leftOut.has(key) || (typeof value === 'string' && value.includes('{{')) ? undefined : value,
  );
  return asksForGpu.test(text) ? findWorkloads(text).filter(({ result }) => result.kind !== 'none') : [];
});
