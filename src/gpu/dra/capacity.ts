import { fitsInt64, nanoQuantity, quantityOfWhole, wholeOf, type NanoQuantity } from './nanoQuantity.ts';
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

/** In whole numbers, for the feature that counts steps in thousandths is off by itself in 1.37 (DRAFractionalCapacityRange). */
function roundUpInRange(asked: NanoQuantity, { min, step }: Range): NanoQuantity | undefined {
  if (min === undefined) return asked;
  if (asked < min) return min;
  if (step === undefined) return asked;
  const [from, by, wanted] = [wholeOf(min), wholeOf(step), wholeOf(asked)];
  if (by <= 0n || ![from, by, wanted].every(fitsInt64)) return undefined;
  const steps = (wanted - from + by - 1n) / by;
  const rounded = from + steps * by;
  return fitsInt64(rounded) ? quantityOfWhole(rounded) : undefined;
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
      const by = wholeOf(valid.step);
      return by === 0n || (wholeOf(amount) - wholeOf(valid.min ?? nanoQuantity(0n))) % by !== 0n;
    }
  }
}
