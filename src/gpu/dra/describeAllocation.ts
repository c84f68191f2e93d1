import * as l10n from '@vscode/l10n';
import { formatGiB } from '../memory.ts';
import type { AllocationProblem, DeviceRefusal, NodeAllocationReason } from './allocationReasons.ts';
import type { NanoQuantity } from './nanoQuantity.ts';

/** Why a node cannot give a pod its devices, in words with the numbers. */
export function describeAllocationReason(reason: NodeAllocationReason): string {
  switch (reason.kind) {
    case 'elsewhere':
      return l10n.t('claim {0} has its devices on another node', reason.claim);
    case 'incompletePool':
      return l10n.t('{0} of {1} ResourceSlices of pool {2} are there', reason.slices, reason.of, reason.pool);
    case 'invalidPool':
      return l10n.t('pool {0} contradicts itself', reason.pool);
    case 'devices':
      return describeDevices(reason);
  }
}

/** The refusal that most devices have; of equals the first. */
function describeDevices({ request, wanted, available, refused }: NodeAllocationReason & { kind: 'devices' }): string {
  const counts = [
    ...Map.groupBy(
      refused.map(({ refusal }) => describeDeviceRefusal(refusal)),
      (text) => text,
    ),
  ];
  const told = counts.toSorted(([, left], [, right]) => right.length - left.length).slice(0, 2);
  const why = told.map(([text, { length }]) =>
    refused.length === 1 ? text : l10n.t('{0} of {1}: {2}', length, refused.length, text),
  );
  const lack =
    wanted === 'all'
      ? l10n.t('request {0} asks for all devices', request)
      : l10n.t('request {0} can have {1} of {2} devices', request, available, wanted);
  return [lack, ...why].join('; ');
}

function describeDeviceRefusal(refusal: DeviceRefusal): string {
  switch (refusal.kind) {
    case 'otherNode':
      return l10n.t('for another node');
    case 'class':
      return l10n.t('not of class {0}', refusal.deviceClass);
    case 'selector':
      return l10n.t('does not match {0}', refusal.expression);
    case 'held':
      return l10n.t('held by {0}', refusal.claim);
    case 'noCapacity':
      return l10n.t('has no {0}', refusal.capacity);
    case 'policy':
      return l10n.t('does not give so much {0}: {1}', refusal.capacity, amountOf(refusal.capacity, refusal.asked));
    case 'capacity': {
      const { capacity, asked, left, total } = refusal;
      const [askedText, leftText, totalText] = [asked, left, total].map((amount) => amountOf(capacity, amount));
      return l10n.t('{0}: {1} of {2} are left, and {3} asked', capacity, leftText ?? '', totalText ?? '', askedText ?? '');
    }
    case 'counter':
      return l10n.t('other parts of its GPU have taken {0}', refusal.counter);
    case 'taint':
      return l10n.t('tainted: {0}', refusal.taint.key);
    case 'constraint':
      return l10n.t('a constraint of the claim takes it out');
  }
}

function amountOf(capacity: string, amount: NanoQuantity): string {
  const whole = Number(amount) / 1e9;
  return capacity === 'memory' ? formatGiB(whole / 2 ** 20) : String(whole);
}

/** Why no node is looked at at all. */
export function describeAllocationProblem(problem: AllocationProblem): string {
  switch (problem.kind) {
    case 'noClass':
      return l10n.t('device class "{0}" does not exist', problem.deviceClass);
    case 'claimFull':
      return l10n.t('claim {0} has {1} pods, and takes no more', problem.claim, problem.users);
    case 'selector':
      return l10n.t(
        'claim {0}: {1} fails on device {2}: {3}',
        problem.claim,
        problem.expression,
        problem.device,
        problem.message,
      );
    case 'tooManyDevices':
      return l10n.t('claim {0} asks for more than {1} devices', problem.claim, problem.most);
    case 'unknownRequest':
    case 'unknownConstraint':
    case 'uncountable':
    case 'allConstrained':
    case 'allOfBrokenPool':
    case 'tooManyTries':
      return l10n.t('claim {0} cannot be fulfilled', problem.claim);
  }
}
