import * as l10n from '@vscode/l10n';
import { formatGiB } from '../memory.ts';
import type { AllocationProblem, DeviceRefusal, NodeAllocationReason, RefusedDevice } from './allocationReasons.ts';
import { wholeOf, type NanoQuantity } from './nanoQuantity.ts';

/** More devices than these are counted, not named. */
const mostDevices = 4;

/** Why a node cannot give a claim its devices, in words with the numbers: device by device where they are few. */
export function describeAllocationReason(reason: NodeAllocationReason): string {
  switch (reason.kind) {
    case 'elsewhere':
      return l10n.t('claim {0} has its devices on another node', reason.claim);
    case 'incompletePool':
      return l10n.t('pool {0} is not complete ({1} of {2} slices)', reason.pool, reason.slices, reason.of);
    case 'invalidPool':
      return l10n.t('pool {0} contradicts itself', reason.pool);
    case 'devices':
      return describeDevices(reason);
  }
}

/** Devices that are meant come before those that are of another kind than is asked. */
function describeDevices({ request, wanted, available, refused }: NodeAllocationReason & { kind: 'devices' }): string {
  const count = wanted === 'all' ? l10n.t('all') : wanted;
  const head = l10n.t('{0} of {1} devices for request "{2}"', available, count, request);
  const [meant, others] = [refused.filter(isMeant), refused.filter(isOfAnotherKind)];
  const told = [...meant, ...others];
  const named = told.slice(0, mostDevices).map(({ device, refusal }) => `${device}: ${describeDevice(refusal)}`);
  const more = told.length > mostDevices ? [l10n.t('{0} more', told.length - mostDevices)] : [];
  return told.length === 0 ? head : `${head} (${[...named, ...more].join('; ')})`;
}

function isOfAnotherKind({ refusal: { kind } }: RefusedDevice): boolean {
  return kind === 'class' || kind === 'selector';
}

function isMeant(refused: RefusedDevice): boolean {
  return refused.refusal.kind !== 'otherNode' && !isOfAnotherKind(refused);
}

function describeDevice(refusal: DeviceRefusal): string {
  switch (refusal.kind) {
    case 'otherNode':
      return l10n.t('of another node');
    case 'class':
      return l10n.t('not of class {0}', refusal.deviceClass);
    case 'selector':
      return l10n.t('does not match {0}', refusal.expression);
    case 'held':
      return l10n.t('held by {0}', refusal.claim);
    case 'noCapacity':
      return l10n.t('has no {0}', refusal.capacity);
    case 'policy':
      return l10n.t('hands out no {0} of {1}', formatAmount(refusal.capacity, refusal.asked), refusal.capacity);
    case 'capacity': {
      const [asked = '', left = '', total = ''] = [refusal.asked, refusal.left, refusal.total].map((amount) =>
        formatAmount(refusal.capacity, amount),
      );
      const holders = refusal.holders.length === 0 ? '' : `, ${l10n.t('held by {0}', refusal.holders.join(', '))}`;
      return `${l10n.t('{0} of {1} {2} free, {3} asked', left, total, refusal.capacity, asked)}${holders}`;
    }
    case 'counter':
      return l10n.t(
        '{0} of {1} {2} free, {3} needed',
        formatAmount(refusal.counter, refusal.left),
        formatAmount(refusal.counter, refusal.total),
        refusal.counter,
        formatAmount(refusal.counter, refusal.needed),
      );
    case 'taint':
      return l10n.t('taint "{0}"', [refusal.taint.key, refusal.taint.effect].join(':'));
    case 'constraint':
      return l10n.t('its {0} does not go with the others', refusal.constraint.attribute);
  }
}

/** Memory in GiB, anything else as a number; a name may have a domain: `gpu.nvidia.com/memory`. */
function formatAmount(name: string, amount: NanoQuantity): string {
  const whole = Number(wholeOf(amount));
  return /^(?:.*\/)?memory$/.test(name) ? formatGiB(whole / 2 ** 20) : String(whole);
}

/** The most that one device has left of what is asked, where that is why there is none: `30.0 GiB of memory`. */
export function describeMostLeft(reasons: readonly NodeAllocationReason[]): string | undefined {
  const short = reasons.flatMap((reason) =>
    reason.kind === 'devices'
      ? reason.refused.flatMap(({ refusal }) => (refusal.kind === 'capacity' && refusal.left > 0n ? [refusal] : []))
      : [],
  );
  const [most] = short.toSorted((one, other) => (one.left < other.left ? 1 : one.left > other.left ? -1 : 0));
  return most && l10n.t('{0} of {1}', formatAmount(most.capacity, most.left), most.capacity);
}

/** Why no node is looked at for a claim, as a clause. */
export function describeAllocationProblem(problem: AllocationProblem): string {
  switch (problem.kind) {
    case 'noClass':
      return l10n.t('claim {0} asks for device class "{1}", which does not exist', problem.claim, problem.deviceClass);
    case 'claimFull':
      return l10n.t('claim {0} is used by {1} pods, and by no more than that', problem.claim, problem.users);
    case 'tooManyDevices':
      return l10n.t('claim {0} asks for more than {1} devices', problem.claim, problem.most);
    case 'selector': {
      const { claim, expression, device, message } = problem;
      return l10n.t('a selector of claim {0} fails on device {1}: {2} ({3})', claim, device, message, expression);
    }
    case 'uncountable':
      return l10n.t('claim {0} asks for an amount of {1} that cannot be counted with', problem.claim, problem.capacity);
    case 'allConstrained':
      return l10n.t('claim {0} asks for all devices, and its constraints take {1} out', problem.claim, problem.device);
    case 'allOfBrokenPool':
      return l10n.t('claim {0} asks for all devices, and pool {1} does not say yet which there are', problem.claim, problem.pool);
    case 'tooManyTries':
      return l10n.t('claim {0}: {1} ways to choose its devices were tried in vain', problem.claim, problem.tries);
    case 'unknownRequest':
    case 'unknownConstraint':
      return l10n.t('claim {0} asks in a way that is not known here', problem.claim);
  }
}

/** Whether the scheduler may know better: what is asked cannot be read here, or the search went on for too long. */
export function isUncertain(problem: AllocationProblem): boolean {
  switch (problem.kind) {
    case 'unknownRequest':
    case 'unknownConstraint':
    case 'tooManyTries':
      return true;
    case 'selector':
      return problem.isUnreadable;
    case 'noClass':
    case 'claimFull':
    case 'tooManyDevices':
    case 'uncountable':
    case 'allConstrained':
    case 'allOfBrokenPool':
      return false;
  }
}
