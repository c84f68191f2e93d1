import * as l10n from '@vscode/l10n';
import type { ClusterAllocation } from '../../../../gpu/dra/allocateOnCluster.ts';
import { describeAllocationProblem, describeAllocationReason, describeMostLeft } from '../../../../gpu/dra/describeAllocation.ts';
import { known } from '../../clusterObjects.ts';
import { allocateClaims } from '../../fit/allocateClaims.ts';
import type { PodObject } from '../../objects/pod.ts';
import { readClaimsOfPod } from '../claimsOfPod.ts';
import { sentence } from '../sentence.ts';
import { whyOut } from '../whyOut.ts';
import { lookUnseen, type Look, type WaitInput } from './look.ts';

/** More nodes than these are not listed. */
const mostListed = 5;

/** Our own look at the devices that the claims of a pod want (Dynamic Resource Allocation), which schedulers only count. */
export function lookAtClaims({ pod, objects }: WaitInput): readonly Look[] {
  if (pod === undefined || pod.claims.length === 0) return [];
  const unseen =
    lookUnseen('claims', l10n.t('ResourceClaims'), objects.resourceClaims) ??
    lookUnseen('claims', l10n.t('ResourceSlices'), objects.resourceSlices) ??
    lookUnseen('claims', l10n.t('DeviceClasses'), objects.deviceClasses) ??
    lookUnseen('claims', l10n.t('Nodes'), objects.nodes);
  if (unseen !== undefined) return [unseen];
  const { claims, missing } = readClaimsOfPod(pod, objects);
  const untold =
    missing.length === 0 ? undefined : lookUnseen('claims', l10n.t('ResourceClaimTemplates'), objects.claimTemplates);
  if (untold !== undefined) return [untold];
  if (missing.length > 0) return missing.map((name) => describeMissing(name));
  const nodes = known(objects.nodes).filter((node) => matches(pod, node.labels) && whyOut(node, pod, objects) === undefined);
  return [describeAllocation(allocateClaims(claims, nodes, objects))];
}

function matches({ nodeSelector }: PodObject, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(nodeSelector).every(([label, value]) => labels[label] === value);
}

function describeMissing(name: string): Look {
  return {
    step: {
      kind: 'claims',
      state: 'blocks',
      text: l10n.t('ResourceClaim or template "{0}" does not exist in its namespace.', name),
    },
    headline: { text: l10n.t('claim "{0}" does not exist', name) },
    cures: [{ kind: 'changeManifest', what: l10n.t('Create "{0}", or name another.', name) }],
  };
}

function describeAllocation(allocation: ClusterAllocation): Look {
  if (allocation.kind === 'failed') {
    const text = sentence(describeAllocationProblem(allocation.problem));
    return {
      step: { kind: 'claims', state: 'blocks', text, numbers: { kind: 'devices', allocation } },
      headline: { text: l10n.t('its claims cannot be met') },
      cures: [
        {
          kind: 'changeManifest',
          what: l10n.t('Correct the claim, or ask who runs the cluster which device classes there are.'),
        },
      ],
    };
  }
  const [place] = allocation.places;
  if (place !== undefined) {
    const text = l10n.t('By our own count the devices of its claims are free on {0} now.', place.node.name);
    return { step: { kind: 'claims', state: 'passed', text } };
  }
  // nodes of which the claims want nothing come last
  const refusals = allocation.refusals.toSorted((left, right) => countDevices(right.reasons) - countDevices(left.reasons));
  const listed = refusals
    .slice(0, mostListed)
    .map(({ node, reasons }) => `${node.name}: ${reasons.map(describeAllocationReason).join('; ')}`);
  const more = refusals.length > mostListed ? [l10n.t('{0} more nodes have none either', refusals.length - mostListed)] : [];
  const most = describeMostLeft(refusals.flatMap(({ reasons }) => reasons));
  const text = listed.length === 0 ? l10n.t('No node matches it.') : `${[...listed, ...more].join('. ')}.`;
  return {
    step: { kind: 'claims', state: 'blocks', text, numbers: { kind: 'devices', allocation } },
    headline: { text: l10n.t('no device for its claims') },
    cures: [
      {
        kind: 'changeManifest',
        what:
          most === undefined
            ? l10n.t('Ask for less capacity or fewer devices in the claim, or loosen its selectors.')
            : l10n.t('Ask for no more than {0} in the claim.', most),
      },
      { kind: 'waitFor', what: l10n.t('devices to become free') },
    ],
  };
}

function countDevices(reasons: ClusterRefusal['reasons']): number {
  return reasons.reduce((sum, reason) => sum + (reason.kind === 'devices' ? reason.refused.length : 0), 0);
}

type ClusterRefusal = Extract<ClusterAllocation, { readonly kind: 'looked' }>['refusals'][number];
