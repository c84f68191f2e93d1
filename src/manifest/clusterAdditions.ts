import type { ClusterFacts } from './clusterFacts.ts';
import { describeMutation } from './mutation.ts';
import type { FoundWorkload } from './requests.ts';
import { scalarText } from './scalarText.ts';

/** What KAI will add to the pods of a workload whose request it accepts: short lines of Markdown, none where it will not look. */
export function listClusterAdditions(
  { workload, result }: FoundWorkload,
  { kai, sharing }: ClusterFacts = {},
): readonly string[] {
  // NvFractions works without its ConfigMaps.
  if (result.kind !== 'request' || kai === null || sharing === 'NvFractions' || sharing === 'Disabled') return [];
  const { annotations, schedulerName, containers, initContainers, injectedFirst, injectedLast } = workload.template;
  const named = (names: readonly string[]): readonly { readonly name: string }[] => names.map((name) => ({ name }));
  return describeMutation({
    metadata: {
      // What a controller adds to it is not known either.
      name: workload.name.value,
      annotations: Object.fromEntries(annotations.map(({ key, value }) => [key.value, scalarText(value.value)])),
    },
    spec: {
      schedulerName: schedulerName?.value ?? '',
      containers: [...named(injectedFirst), ...containers, ...named(injectedLast)],
      initContainers,
    },
  });
}
