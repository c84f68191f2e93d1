import { exactMilliOf, fitsInt64, nanoQuantity, quantityOfWhole, wholeOf, type NanoQuantity } from './nanoQuantity.ts';
import type { DeviceCapacity, DraDevice, RequestPolicy } from './resourceSlice.ts';

type Range = Extract<RequestPolicy['valid'], { readonly kind: 'range' }>;

/** What a claim takes of each capacity of a device that others can have a share of too, or why nobody can count that. */
export type Consumption =
  | { readonly kind: 'amounts'; readonly amounts: ReadonlyMap<string, NanoQuantity> }
  /** The device has no such capacity; another one may. */
  | { readonly kind: 'missing'; readonly capacity: string }
  /** The policy allows no such amount. */
  | { readonly kind: 'invalid'; readonly capacity: string; readonly asked: NanoQuantity; readonly policy: RequestPolicy }
  /** Beyond 64 bits, or below 0: the scheduler gives the whole claim up. */
  | { readonly kind: 'uncountable'; readonly capacity: string; readonly asked: NanoQuantity };

/**
 * What a request consumes of a device (CmpRequestOverCapacity of k8s.io/dynamic-resource-allocation 0.37): the default of the policy,
 * or all there is, where nothing is asked; else the next amount that the policy has.
 */
export function consumptionOf(asked: ReadonlyMap<string, NanoQuantity>, { capacity }: DraDevice): Consumption {
  for (const name of asked.keys()) {
    if (!capacity.has(name)) return { kind: 'missing', capacity: name };
  }
  const amounts = new Map<string, NanoQuantity>();
  for (const [name, offered] of capacity) {
    const request = asked.get(name);
    const amount = request === undefined ? (offered.requestPolicy?.default ?? offered.value) : roundUp(request, offered);
    if (amount === undefined || amount < 0n) {
      return { kind: 'uncountable', capacity: name, asked: request ?? offered.value };
    }
    amounts.set(name, amount);
  }
  for (const [name, { requestPolicy }] of capacity) {
    const amount = amounts.get(name);
    if (requestPolicy !== undefined && amount !== undefined && violates(amount, requestPolicy)) {
      return { kind: 'invalid', capacity: name, asked: asked.get(name) ?? amount, policy: requestPolicy };
    }
  }
  return { kind: 'amounts', amounts };
}

function roundUp(asked: NanoQuantity, { requestPolicy }: DeviceCapacity): NanoQuantity | undefined {
  const valid = requestPolicy?.valid ?? { kind: 'any' };
  switch (valid.kind) {
    case 'any':
      return asked;
    case 'values':
      return valid.values.find((value) => asked <= value) ?? asked;
    case 'range':
      return roundUpInRange(asked, valid);
  }
}

function roundUpInRange(asked: NanoQuantity, range: Range): NanoQuantity | undefined {
  const { min, step } = range;
  if (min === undefined) return asked;
  if (asked < min) return min;
  if (step === undefined) return asked;
  const unit = unitOf(range);
  const [from, by, wanted] = [unit.count(min), unit.count(step), unit.count(asked)];
  if (from === undefined || by === undefined || wanted === undefined || by <= 0n) return undefined;
  const steps = (wanted - from + by - 1n) / by;
  const rounded = from + steps * by;
  return fitsInt64(rounded) ? unit.quantity(rounded) : undefined;
}

function violates(amount: NanoQuantity, policy: RequestPolicy): boolean {
  if (amount === policy.default) return false;
  const { valid } = policy;
  switch (valid.kind) {
    case 'any':
      return false;
    case 'values':
      return !valid.values.includes(amount);
    case 'range': {
      if (valid.max !== undefined && amount > valid.max) return true;
      if (valid.step === undefined) return false;
      const unit = unitOf(valid);
      const [from, by, wanted] = [unit.count(valid.min ?? nanoQuantity(0n)), unit.count(valid.step), unit.count(amount)];
      return from === undefined || by === undefined || wanted === undefined || by === 0n || (wanted - from) % by !== 0n;
    }
  }
}

interface Unit {
  /** Undefined where 64 bits do not tell it. */
  readonly count: (quantity: NanoQuantity) => bigint | undefined;
  readonly quantity: (count: bigint) => NanoQuantity;
}

const thousandths: Unit = { count: exactMilliOf, quantity: (count) => nanoQuantity(count * 1_000_000n) };
const ones: Unit = {
  count: (quantity) => {
    const whole = wholeOf(quantity);
    return fitsInt64(whole) ? whole : undefined;
  },
  quantity: quantityOfWhole,
};

/** Kubernetes 1.37 counts the steps of a range in thousandths where all of it is told by them, else in whole numbers. */
function unitOf({ min, max, step }: Range): Unit {
  const told = [min, max, step].every((bound) => bound === undefined || exactMilliOf(bound) !== undefined);
  return told && (step === undefined || step > 0n) ? thousandths : ones;
}
