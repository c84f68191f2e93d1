import * as l10n from '@vscode/l10n';
import { requestsOf } from '../../claims/gpuClaims.ts';
import { replaceScalar } from '../../edits.ts';
import type { Finding } from '../../finding.ts';
import { isTemplated } from '../../isTemplated.ts';
import { findMeantName } from '../nearMiss.ts';
import type { RuleInput } from '../rule.ts';

/** Of a request that the claim does not have the kubelet gives the container no device, and says nothing (pkg/kubelet/cm/dra of Kubernetes 1.37). */
export function checkRequestNames({ file, item }: RuleInput): readonly Finding[] {
  const { containers, initContainers } = item.workload.template;
  return [...initContainers, ...containers].flatMap((container) =>
    container.claims.flatMap(({ name, request }): readonly Finding[] => {
      const found = item.claims.find(({ podClaim }) => podClaim === name.value);
      if (found === undefined || request === undefined || isTemplated(request.value)) return [];
      const { claim } = found;
      if (requestsOf(claim, request.value).length > 0) return [];
      const names = claim.requests.map((each) => each.name.value);
      const meant = findMeantName(request.value, names) ?? (names.length === 1 ? names[0] : undefined);
      return [
        {
          rule: 'claim-request',
          severity: 'warning',
          message: l10n.t(
            'request "{0}": {1} {2} has none of that name, so container "{3}" gets no device. It has {4}.',
            request.value,
            claim.kind,
            claim.name.value,
            container.name,
            names.join(', '),
          ),
          range: request.range,
          fixes:
            meant === undefined
              ? []
              : [{ title: l10n.t('Use "{0}"', meant), edits: [replaceScalar(file, request.range, meant)] }],
        },
      ];
    }),
  );
}
