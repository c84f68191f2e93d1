import * as l10n from '@vscode/l10n';
import { compareDecimals, formatDecimal, multiplyDecimal, parseDecimal, shiftDecimal, type Decimal } from './decimal.ts';
import { parsed, problem, type Parsed } from './parsed.ts';

const binarySuffixes: Readonly<Record<string, bigint>> = {
  Ki: 2n ** 10n,
  Mi: 2n ** 20n,
  Gi: 2n ** 30n,
  Ti: 2n ** 40n,
  Pi: 2n ** 50n,
  Ei: 2n ** 60n,
};
const decimalSuffixes: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

/** Kubernetes caps quantities at 2^63-1, so a larger exponent says nothing that a cluster could honour. */
const largestExponent = 400;

interface QuantityParts {
  readonly number: string;
  readonly suffix: string;
  readonly exponent: string | undefined;
}

function splitQuantity(text: string): QuantityParts | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([A-Za-z]{0,2}))$/.exec(text);
  if (match === null) return undefined;
  const [, number = '', exponent, suffix = ''] = match;
  if (exponent === undefined && !(suffix in binarySuffixes) && !(suffix in decimalSuffixes)) return undefined;
  return { number, suffix, exponent };
}

/** Whether the text is a quantity by the grammar of k8s.io/apimachinery/pkg/api/resource. */
export function isKubernetesQuantity(text: string): boolean {
  return splitQuantity(text) !== undefined;
}

/** Whether a valid quantity says its unit (`8Gi`, `500M`, `1e9` has none). */
export function hasQuantityUnit(text: string): boolean {
  return (splitQuantity(text)?.suffix ?? '') !== '';
}

/** Reads a Kubernetes quantity exactly: `250m`, `8Gi`, `1.5G`, `2e9` (k8s.io/apimachinery/pkg/api/resource). */
export function parseKubernetesQuantity(text: string): Parsed<Decimal> {
  const parts = splitQuantity(text);
  const number = parts && parseDecimal(parts.number);
  if (parts === undefined || number === undefined) {
    return problem(l10n.t('"{0}" is not a Kubernetes quantity. Write a number with an optional unit, for example "8Gi".', text));
  }
  const binary = binarySuffixes[parts.suffix];
  if (parts.exponent === undefined && binary !== undefined) return parsed(multiplyDecimal(number, binary));
  const exponent = parts.exponent === undefined ? (decimalSuffixes[parts.suffix] ?? 0) : Number(parts.exponent);
  if (Math.abs(exponent) > largestExponent) {
    return problem(l10n.t('"{0}": the exponent is out of range. Write a number with a unit, for example "8Gi".', text));
  }
  return parsed(shiftDecimal(number, exponent));
}

/** A whole quantity as number, undefined for anything else; what counts of devices need. */
export function parseWholeQuantity(text: string): number | undefined {
  const quantity = parseKubernetesQuantity(text);
  if (quantity.kind === 'problem') return undefined;
  const plain = formatDecimal(quantity.value);
  const inRange = compareDecimals(quantity.value, { units: BigInt(Number.MAX_SAFE_INTEGER), scale: 0 }) <= 0;
  return /^\d+$/.test(plain) && inRange ? Number(plain) : undefined;
}
