/** An exact number: `units` / 10^`scale`. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** Longest text that is worth reading as a number; keeps the arithmetic on what a user typed bounded. */
const longestText = 400;

/** Reads `12`, `-0.5`, `.5`, `5.`; undefined for everything else. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = text.length > longestText ? null : /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  const [, sign = '', whole = '', fraction = ''] = match ?? [];
  if (match === null || whole + fraction === '') return undefined;
  const magnitude = BigInt(whole + fraction);
  return { units: sign === '-' ? -magnitude : magnitude, scale: fraction.length };
}

/** `value` x 10^`exponent`, exactly. */
export function shiftDecimal(value: Decimal, exponent: number): Decimal {
  const scale = value.scale - exponent;
  return scale >= 0 ? { units: value.units, scale } : { units: value.units * 10n ** BigInt(-scale), scale: 0 };
}

export function multiplyDecimal(value: Decimal, factor: bigint): Decimal {
  return { units: value.units * factor, scale: value.scale };
}

/** `value` / `divisor` as whole number, rounded up, and whether that changed it. `divisor` is positive. */
export function divideUp(value: Decimal, divisor: bigint): { readonly quotient: bigint; readonly exact: boolean } {
  const whole = divisor * 10n ** BigInt(value.scale);
  const exact = value.units % whole === 0n;
  const truncated = value.units / whole;
  return { quotient: exact || value.units < 0n ? truncated : truncated + 1n, exact };
}

/** The text of it without exponent and without trailing zeros. */
export function formatDecimal(value: Decimal): string {
  const digits = (value.units < 0n ? -value.units : value.units).toString().padStart(value.scale + 1, '0');
  const whole = digits.slice(0, digits.length - value.scale);
  const fraction = digits.slice(digits.length - value.scale).replace(/0+$/, '');
  return `${value.units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The nearest floating-point number. */
export function decimalToNumber(value: Decimal): number {
  return Number(formatDecimal(value));
}

/** Negative, zero or positive as `left` is below, equal to or above `right`. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const scale = Math.max(left.scale, right.scale);
  const difference = left.units * 10n ** BigInt(scale - left.scale) - right.units * 10n ** BigInt(scale - right.scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
