import * as l10n from '@vscode/l10n';
import { memoryEntryOf } from '../../claims/gpuClaims.ts';
import { entryRange, replaceScalar } from '../../edits.ts';
import type { Finding, Fix } from '../../finding.ts';
import { firstLineOf } from '../../textRange.ts';
import { formatVersion, isAtLeast, type Version } from '../../version.ts';
import { isTemplated } from '../../isTemplated.ts';
import { choicesOf, type ClaimInput } from './claimInput.ts';
import { nestUnderExactly } from './claimShape.ts';

/** Which versions of Kubernetes serve a version of resource.k8s.io (zz_generated.prerelease-lifecycle.go of k8s.io/api v0.37). */
const served: Readonly<Record<string, { readonly from: Version; readonly before?: Version }>> = {
  v1: { from: minor(34) },
  v1beta2: { from: minor(33), before: minor(39) },
  v1beta1: { from: minor(32), before: minor(38) },
};

/** The version of the API must be one that the cluster serves. */
export function checkVersion(input: ClaimInput): readonly Finding[] {
  const { claim, cluster } = input;
  const { value, range } = claim.version;
  if (value === '' || isTemplated(value)) return [];
  const serves = Object.hasOwn(served, value) ? served[value] : undefined;
  const about = { rule: 'claim-version', range } as const;
  if (serves === undefined) {
    const message = l10n.t('resource.k8s.io/{0} has no {1} any more. Use resource.k8s.io/v1.', value, claim.kind);
    return [{ ...about, severity: 'error', message, fixes: useV1(input) }];
  }
  const { kubernetes } = cluster;
  if (kubernetes === undefined) return [];
  if (!isAtLeast(kubernetes, serves.from) || (serves.before !== undefined && isAtLeast(kubernetes, serves.before))) {
    const message = l10n.t(
      'resource.k8s.io/{0}: Kubernetes {1} does not serve it. Use {2}.',
      value,
      formatVersion(kubernetes),
      isAtLeast(kubernetes, minor(34))
        ? 'resource.k8s.io/v1'
        : l10n.t('a cluster from Kubernetes {0} on', formatVersion(serves.from)),
    );
    return [{ ...about, severity: 'error', message, fixes: isAtLeast(kubernetes, minor(34)) ? useV1(input) : [] }];
  }
  if (serves.before === undefined || !isAtLeast(kubernetes, minor(34))) return [];
  const message = l10n.t(
    'resource.k8s.io/{0}: Kubernetes {1} serves a beta version only where it is turned on. Use resource.k8s.io/v1.',
    value,
    formatVersion(kubernetes),
  );
  return [{ ...about, severity: 'warning', message, fixes: useV1(input) }];
}

function useV1({ file, claim }: ClaimInput): readonly Fix[] {
  const nested = claim.requests.map((request) => (request.shape === 'flat' ? nestUnderExactly(file, request) : []));
  const isSimple = claim.requests.every(
    ({ shape }, index) => shape !== 'mixed' && (shape !== 'flat' || nested[index]?.length !== 0),
  );
  const version = replaceScalar(file, claim.version.range, 'resource.k8s.io/v1');
  return isSimple ? [{ title: l10n.t('Use "{0}"', 'resource.k8s.io/v1'), edits: [version, ...nested.flat()] }] : [];
}

/** A field that stands in the claim before the cluster heeds it is dropped in silence (pkg/features/kube_features.go of Kubernetes 1.37). */
export function checkFeatures({ claim, cluster: { kubernetes } }: ClaimInput): readonly Finding[] {
  if (kubernetes === undefined) return [];
  const found = formatVersion(kubernetes);
  const warn = (message: string, range: Finding['range']): Finding => ({
    rule: 'claim-feature',
    severity: 'warning',
    message,
    range: firstLineOf(range),
    fixes: [],
  });
  const capacity = isAtLeast(kubernetes, minor(36))
    ? []
    : choicesOf(claim).flatMap((choice) => {
        const entry = memoryEntryOf(choice) ?? choice.capacity[0];
        if (entry === undefined) return [];
        const message = isAtLeast(kubernetes, minor(34))
          ? l10n.t(
              'capacity: Kubernetes {0} drops it unless the gate DRAConsumableCapacity is on, and the claim takes a whole device. It is on from 1.36 on.',
              found,
            )
          : l10n.t(
              'capacity: Kubernetes {0} does not know it, and the claim takes a whole device. It needs 1.34, better 1.36.',
              found,
            );
        return [warn(message, entryRange(entry))];
      });
  const firstAvailable = isAtLeast(kubernetes, minor(34))
    ? []
    : claim.requests
        .filter(({ shape }) => shape === 'firstAvailable')
        .map(({ range }) =>
          warn(
            l10n.t(
              'firstAvailable: Kubernetes {0} refuses it unless the gate DRAPrioritizedList is on. It is on from 1.34 on.',
              found,
            ),
            range,
          ),
        );
  return [...capacity, ...firstAvailable];
}

function minor(version: number): Version {
  return { major: 1, minor: version, patch: 0 };
}
