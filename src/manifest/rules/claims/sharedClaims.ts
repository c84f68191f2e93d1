import * as l10n from '@vscode/l10n';
import type { FoundClaim } from '../../claims/claim.ts';
import { choicesOf } from './claimInput.ts';
import { isForGpu } from '../../claims/gpuClaims.ts';
import type { Finding } from '../../finding.ts';
import type { Container, ContainerClaim, PodClaim } from '../../workload.ts';
import type { RuleInput } from '../rule.ts';

/** Says where one device serves several, and where it serves nobody. */
export function checkSharing({ item }: RuleInput): readonly Finding[] {
  const { template } = item.workload;
  const all = [...template.initContainers, ...template.containers];
  const named = all.flatMap((container) => container.claims.map((claim) => ({ container, claim })));
  return template.claims.flatMap((podClaim): readonly Finding[] => {
    const found = item.claims.find((each) => each.podClaim === podClaim.name.value);
    if (found === undefined || !choicesOf(found.claim).some(isForGpu)) return [];
    const users = named.filter(({ claim }) => claim.name.value === podClaim.name.value);
    if (users.length === 0) return [describeUnused(podClaim)];
    return [...describeContainers(podClaim, users), ...describePods(podClaim, found)];
  });
}

function describeUnused({ name }: PodClaim): Finding {
  const message = l10n.t(
    'claim "{0}": no container names it, so its device is taken and none can use it. Add it to resources.claims of a container.',
    name.value,
  );
  return { rule: 'claim-unused', severity: 'warning', message, range: name.range, fixes: [] };
}

interface User {
  readonly container: Container;
  readonly claim: ContainerClaim;
}

/** Containers that name the same request of a claim have the same device. */
function describeContainers({ name }: PodClaim, users: readonly User[]): readonly Finding[] {
  return users.flatMap(({ container, claim }, index): readonly Finding[] => {
    const before = users.slice(0, index).filter((other) => overlaps(other.claim, claim) && other.container !== container);
    if (before.length === 0) return [];
    const names = before.map((other) => `"${other.container.name}"`).join(', ');
    const message = l10n.t(
      'claim "{0}": containers {1} and "{2}" have the same device, and nothing divides its memory between them.',
      name.value,
      names,
      container.name,
    );
    return [{ rule: 'claim-shared', severity: 'hint', message, range: claim.range, fixes: [] }];
  });
}

function overlaps(left: ContainerClaim, right: ContainerClaim): boolean {
  return left.request === undefined || right.request === undefined || left.request.value === right.request.value;
}

/** A ResourceClaim is one set of devices for all who name it; of a template each pod gets its own. */
function describePods({ claim }: PodClaim, { claim: { name }, others }: FoundClaim): readonly Finding[] {
  if (claim === undefined || others.length === 0) return [];
  const message = l10n.t(
    'ResourceClaim "{0}": also named by {1}. All these pods have the same device, on one node. For a device each use a ResourceClaimTemplate.',
    name.value,
    others.join(', '),
  );
  return [{ rule: 'claim-shared', severity: 'hint', message, range: claim.value.range, fixes: [] }];
}
