/** A quantity as the API server holds it after it has read and defaulted an object: thousandths, and how it writes them in a message. */
export interface ApiQuantity {
  readonly milli: bigint;
  /** Whether Kubernetes finds a whole number in it; its arithmetic has 64 bits, so that some huge ones have a rest. */
  readonly isWhole: boolean;
  readonly text: string;
}

type Format = 'decimal' | 'binary' | 'exponent';

interface Unit {
  readonly format: Format;
  /** Of 10, or of 2 where the format is binary. */
  readonly exponent: number;
}

const decimalExponents: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binaryExponents: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const largest = 2n ** 63n - 1n;
/** Beyond it two numbers differ by more than a machine has; keeps the arithmetic on what a user typed bounded. */
const exponentBound = 1000;

/**
 * Reads a quantity as Kubernetes does (k8s.io/apimachinery/pkg/api/resource ParseQuantity, then SetDefaults_ResourceList):
 * rounded up to thousandths, digits may be missing (`Gi`, `.` and `+` are 0). Undefined where it cannot be decoded.
 */
export function readApiQuantity(written: string): ApiQuantity | undefined {
  const text = written.replaceAll(/^[ \u0085\u00a0]+|[ \u0085\u00a0]+$/g, '');
  if (text === '') return undefined;
  const match = /^([+-]?)(\d*)(?:\.(\d*))?((?:[eEinumkKMGTP]+(?:[+-]?\d+)?)?)$/.exec(text);
  const [, sign = '', digits = '', denominator = '', suffix = ''] = match ?? [];
  const unit = match === null ? undefined : readUnit(suffix);
  if (unit === undefined) return undefined;
  const number = digits.replace(/^0+/, '') || '0';
  const short = isShort(number, denominator, unit);
  if (!short && digits + denominator === '') return undefined;
  const magnitude = short
    ? readShort(number + denominator, unit, denominator.length)
    : readLong(number + denominator, unit, denominator.length);
  const milli = sign === '-' ? -magnitude.milli : magnitude.milli;
  const isKept = magnitude.isWritten && text !== '0';
  return { milli, isWhole: magnitude.rest === 0n, text: isKept ? text : formatMilli(milli, unit.format) };
}

function readUnit(suffix: string): Unit | undefined {
  const decimal = decimalExponents[suffix];
  if (decimal !== undefined) return { format: 'decimal', exponent: decimal };
  const binary = binaryExponents[suffix];
  if (binary !== undefined) return { format: 'binary', exponent: binary };
  const [, digits] = /^[eE]([+-]?\d+)$/.exec(suffix) ?? [];
  const exponent = digits === undefined || digits.length > 20 ? undefined : BigInt(digits.replace(/^\+/, ''));
  if (exponent === undefined || exponent > largest || exponent < -largest - 1n) return undefined;
  const wrapped = Number(BigInt.asIntN(32, exponent));
  return { format: 'exponent', exponent: Math.max(-exponentBound, Math.min(exponentBound, wrapped)) };
}

interface Magnitude {
  readonly milli: bigint;
  /** Of the thousandths after division by 1000, in 64 bits. */
  readonly rest: bigint;
  /** Kubernetes keeps the text as it was written. */
  readonly isWritten: boolean;
}

/** What Kubernetes keeps in 64 bits with a scale. */
function isShort(number: string, denominator: string, { format, exponent }: Unit): boolean {
  if (format !== 'binary') return number.length + denominator.length <= 18 && exponent - denominator.length >= -9;
  return denominator === '' && 15 - number.length - Math.trunc((exponent * 3) / 10) - 1 >= 0;
}

function readShort(digits: string, { format, exponent }: Unit, decimals: number): Magnitude {
  const units = BigInt(digits);
  if (format === 'binary') {
    const value = units << BigInt(exponent);
    return { milli: value * 1000n, rest: rest64(value * 1000n), isWritten: (units & 7n) !== 0n };
  }
  const scale = exponent - decimals;
  const isWritten = scale >= -3 && scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
  if (scale < -3) {
    const milli = ceilDivide(units, 10n ** BigInt(-3 - scale));
    return { milli, rest: rest64(milli), isWritten };
  }
  const milli = units * 10n ** BigInt(scale + 3);
  // With these scales Kubernetes lets the product overflow, with others an overflow counts as 0.
  const overflows = [0, 1, 2, 3, 6, 9].includes(scale + 3);
  return { milli, rest: overflows || milli <= largest ? rest64(milli) : 0n, isWritten };
}

function readLong(digits: string, { format, exponent }: Unit, decimals: number): Magnitude {
  const factor = format === 'binary' ? 2n ** BigInt(exponent) : 10n ** BigInt(Math.max(0, exponent));
  const divisor = 10n ** BigInt(decimals + (format === 'binary' ? 0 : Math.max(0, -exponent)));
  const exact = ceilDivide(BigInt(digits) * factor * 1000n, divisor);
  const milli = format === 'binary' && exact > largest * 1000n ? largest * 1000n : exact;
  return { milli, rest: rest64(milli), isWritten: false };
}

function rest64(milli: bigint): bigint {
  return BigInt.asIntN(64, milli) % 1000n;
}

function ceilDivide(value: bigint, divisor: bigint): bigint {
  return (value + divisor - 1n) / divisor;
}

/** The canonical text; a power that has no unit is left out, as Kubernetes does. */
function formatMilli(milli: bigint, format: Format): string {
  if (milli === 0n) return '0';
  const isBinary = format === 'binary' && milli % 1000n === 0n && (milli >= 1_024_000n || milli <= -1_024_000n);
  if (isBinary) {
    const { amount, times } = removeFactors(milli / 1000n, 1024n);
    return `${amount}${nameOf(binaryExponents, times * 10)}`;
  }
  const { amount, times } = removeFactors(milli, 10n);
  const exponent = Math.floor((times - 3) / 3) * 3;
  const shifted = amount * 10n ** BigInt(times - 3 - exponent);
  if (format === 'exponent') return `${shifted}${exponent === 0 ? '' : `e${exponent}`}`;
  return `${shifted}${nameOf(decimalExponents, exponent)}`;
}

function removeFactors(value: bigint, base: bigint): { readonly amount: bigint; readonly times: number } {
  let amount = value;
  let times = 0;
  while (amount % base === 0n) {
    amount /= base;
    times += 1;
  }
  return { amount, times };
}

function nameOf(exponents: Readonly<Record<string, number>>, exponent: number): string {
  return Object.entries(exponents).find(([, known]) => known === exponent)?.[0] ?? '';
}
