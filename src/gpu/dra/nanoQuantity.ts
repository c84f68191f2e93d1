import { parseKubernetesQuantity } from '../kubernetesQuantity.ts';

declare const unit: unique symbol;

/** A quantity as Kubernetes keeps it, exact to billionths. */
export type NanoQuantity = bigint & { readonly [unit]: 'nano' };

const nano = 10n ** 9n;
const largest = 2n ** 63n - 1n;

/** Marks a number that is known to be billionths. Parsing of text belongs in `parseNanoQuantity`. */
export function nanoQuantity(value: bigint): NanoQuantity {
  return value as NanoQuantity;
}

/**
 * Reads a quantity of an object of the API, rounded up to billionths; of binary units no more than 2^63 - 1, as
 * k8s.io/apimachinery/pkg/api/resource does. Undefined where it is none.
 */
export function parseNanoQuantity(written: unknown): NanoQuantity | undefined {
  if (typeof written !== 'string' && typeof written !== 'number') return undefined;
  const text = String(written);
  const read = parseKubernetesQuantity(text);
  if (read.kind === 'problem') return undefined;
  const { units, scale } = read.value;
  const divisor = 10n ** BigInt(scale);
  const product = units * nano;
  const exact = product / divisor + (product > 0n && product % divisor !== 0n ? 1n : 0n);
  return nanoQuantity(text.endsWith('i') && exact > largest * nano ? largest * nano : exact);
}

/** The whole number of it, rounded up, as `Quantity.Value()` has it. */
export function wholeOf(quantity: NanoQuantity): bigint {
  return ceilDivide(quantity, nano);
}

export function quantityOfWhole(value: bigint): NanoQuantity {
  return nanoQuantity(value * nano);
}

/** Whether Kubernetes can count with the whole number of it. */
export function fitsInt64(whole: bigint): boolean {
  return whole <= largest && whole >= -largest - 1n;
}

function ceilDivide(value: bigint, divisor: bigint): bigint {
  return value / divisor + (value > 0n && value % divisor !== 0n ? 1n : 0n);
}
