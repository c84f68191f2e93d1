import * as l10n from '@vscode/l10n';
import { parseWholeQuantity } from '../../gpu/kubernetesQuantity.ts';
import { findOnlySharing } from '../clusterFacts.ts';
import { replaceValue, valueRange } from '../edits.ts';
import type { Finding } from '../finding.ts';
import { wholeGpuResource } from '../fractionContainer.ts';
import { scalarText } from '../scalarText.ts';
import type { Container, Entry } from '../workload.ts';
import { listContainers, type RuleInput } from './rule.ts';

/** Replicas under a name of their own (`renameByDefault` of the device plugin). */
const sharedGpuResource = 'nvidia.com/gpu.shared';

/** Names that mean a replica here: that one, and `nvidia.com/gpu` where every GPU of the cluster is time-sliced or shared by MPS. */
export function replicaNames({ cluster }: RuleInput): readonly string[] {
  const sharing = findOnlySharing(cluster);
  return sharing === 'timeSlicing' || sharing === 'mps' ? [sharedGpuResource, wholeGpuResource] : [sharedGpuResource];
}

/** Limits and requests of a container that ask for replicas. */
export function entriesOfReplicas(input: RuleInput, { limits, requests }: Container): readonly Entry[] {
  const names = replicaNames(input);
  return [...limits, ...requests].filter(({ key }) => names.includes(key.value));
}

/** More than one replica gives no more of a GPU, and a device plugin may refuse it. */
export function checkReplicas(input: RuleInput): readonly Finding[] {
  const names = replicaNames(input);
  return listContainers(input)
    .flatMap(({ limits }) => limits.filter(({ key }) => names.includes(key.value)))
    .flatMap((entry): readonly Finding[] => {
      const count = parseWholeQuantity(scalarText(entry.value.value)) ?? 0;
      if (count <= 1) return [];
      const name = entry.key.value;
      const said = `request for '${name}: ${count}' too large: maximum request size for shared resources is 1`;
      const message = l10n.t(
        '{0} {1}: more replicas are no larger part of a GPU, and where the device plugin has failRequestsGreaterThanOne the pod fails: {2}. Use 1.',
        name,
        count,
        said,
      );
      const fixes = [{ title: l10n.t('Ask for 1'), edits: [replaceValue(input.file, entry, '1')] }];
      return [{ rule: 'replicas-count', severity: 'warning', message, range: valueRange(entry), fixes }];
    });
}
