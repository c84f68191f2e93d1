import type { ClusterFacts } from '../clusterFacts.ts';
import { readRequest } from '../dialects/dialects.ts';
import type { Finding } from '../finding.ts';
import type { ManifestWorkload, SourceText } from '../manifestFile.ts';
import type { ManifestObject } from '../readDocument.ts';
import { checkClaimUse } from '../rules/claims/checkClaimUse.ts';
import type { PodClaim } from '../workload.ts';
import type { DeviceClaim, FoundClaim } from './claim.ts';

/** More users of one claim are not told by name. */
const mostNamed = 4;

/** The objects of a text with the claims that their pods name, and what only both documents together tell. */
export function joinClaims(
  objects: readonly ManifestObject[],
  file: SourceText,
  cluster: ClusterFacts,
): { readonly objects: readonly ManifestObject[]; readonly findings: readonly Finding[] } {
  const claims = new Map<string, DeviceClaim>();
  const users = new Map<string, Set<string>>();
  for (const object of objects) {
    if (object.kind === 'other') {
      const { claim } = object;
      const id = claim && idOf(claim.kind, claim.namespace, claim.name.value);
      if (claim !== undefined && id !== undefined && !claims.has(id)) claims.set(id, claim);
    } else if (object.item.namesClaims) {
      for (const podClaim of object.item.workload.template.claims) {
        const id = idOfNamed(object.item, podClaim);
        if (id !== undefined) users.set(id, (users.get(id) ?? new Set()).add(titleOf(object.item)));
      }
    }
  }
  const findings: (readonly Finding[])[] = [];
  const joined = objects.map((object): ManifestObject => {
    if (object.kind === 'other' || !object.item.namesClaims) return object;
    const item = { ...object.item, claims: findClaims(object.item, claims, users) };
    const input = { file, item, cluster };
    findings.push(checkClaimUse(input, claims.values()));
    return { kind: 'workload', item: { ...item, result: readRequest(input) } };
  });
  return { objects: joined, findings: findings.flat() };
}

function findClaims(
  item: ManifestWorkload,
  claims: ReadonlyMap<string, DeviceClaim>,
  users: ReadonlyMap<string, Iterable<string>>,
): readonly FoundClaim[] {
  return item.workload.template.claims.flatMap((podClaim): readonly FoundClaim[] => {
    const id = idOfNamed(item, podClaim);
    const claim = id === undefined ? undefined : claims.get(id);
    if (id === undefined || claim === undefined) return [];
    return [{ podClaim: podClaim.name.value, claim, others: listOthers(users.get(id) ?? [], titleOf(item)) }];
  });
}

/** A claim may have thousands of users, each of which would list all others. */
function listOthers(titles: Iterable<string>, own: string): readonly string[] {
  const others: string[] = [];
  for (const title of titles) {
    if (title === own) continue;
    if (others.length === mostNamed) return [...others, '…'];
    others.push(title);
  }
  return others;
}

function titleOf({ workload: { kind, name, role } }: ManifestWorkload): string {
  return `${kind} ${name.value}${role === '' ? '' : ` (${role})`}`;
}

function idOfNamed({ workload: { namespace } }: ManifestWorkload, { claim, template }: PodClaim): string | undefined {
  const named = claim ?? template;
  if (typeof named?.value.value !== 'string' || (claim !== undefined && template !== undefined)) return undefined;
  return idOf(named === claim ? 'ResourceClaim' : 'ResourceClaimTemplate', namespace, named.value.value);
}

function idOf(kind: DeviceClaim['kind'], namespace: string, name: string): string | undefined {
  return name === '' ? undefined : `${kind} ${namespace}/${name}`;
}
