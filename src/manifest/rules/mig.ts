import { parseWholeQuantity } from '../../gpu/kubernetesQuantity.ts';
import { profileOfResource, type MigProfile } from '../../gpu/migProfile.ts';
import type { ClusterFacts } from '../clusterFacts.ts';
import { scalarText } from '../scalarText.ts';
import type { Container, Entry } from '../workload.ts';

/** Whether a name is meant for a MIG device; misspelled ones too. */
function isMigName(name: string): boolean {
  return /^nvidia\.com\/mig[-_.\d]/i.test(name);
}

/** Limits and requests of a container that ask for MIG devices. */
export function entriesOfMig({ limits, requests }: Container): readonly Entry[] {
  return [...limits, ...requests].filter(({ key }) => isMigName(key.value));
}

/** How many MIG devices of which profile a container's limits ask for. */
export function listMigAsks({
  limits,
}: Container): readonly { readonly entry: Entry; readonly profile: MigProfile; readonly count: number }[] {
  return limits.flatMap((entry) => {
    const profile = profileOfResource(entry.key.value);
    const count = parseWholeQuantity(scalarText(entry.value.value)) ?? 0;
    return profile === undefined || count === 0 ? [] : [{ entry, profile, count }];
  });
}

/** The profiles that nodes of a cluster offer; undefined where its nodes are not known. */
export function listOffered({ nodes }: ClusterFacts): readonly MigProfile[] | undefined {
  if (nodes === undefined) return undefined;
  const offered = nodes.flatMap(({ resources }) => Object.keys(resources).filter((name) => (resources[name] ?? 0) > 0));
  return [...new Set(offered)].flatMap((name) => profileOfResource(name) ?? []);
}
