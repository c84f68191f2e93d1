import * as l10n from '@vscode/l10n';
import { divideUp, multiplyDecimal, parseDecimal, type Decimal } from './decimal.ts';
import { parsed, problem, type Parsed } from './parsed.ts';
import { mib, type MiB } from './quantity.ts';

const bytesPerMiB = 2n ** 20n;
const largestMiB = BigInt(Number.MAX_SAFE_INTEGER);

/** Bytes of each unit that a user may type; MB and GB are powers of ten. A lone lower-case `m` would be Kubernetes' milli. */
const units: readonly { readonly names: readonly string[]; readonly bytes: bigint }[] = [
  { names: ['mib', 'mi'], bytes: 2n ** 20n },
  { names: ['gib', 'gi'], bytes: 2n ** 30n },
  { names: ['tib', 'ti'], bytes: 2n ** 40n },
  { names: ['mb', 'M'], bytes: 10n ** 6n },
  { names: ['gb', 'G'], bytes: 10n ** 9n },
  { names: ['tb', 'T'], bytes: 10n ** 12n },
];

/** Memory in whole MiB; `rounding` says so, in words, where the text was not whole MiB. */
export interface TypedMemory {
  readonly memoryMiB: MiB;
  readonly rounding?: string;
}

/** Bytes as whole MiB, rounded up, as the node agent of KAI NvFractions does; undefined when not positive or out of range. */
export function mibOfBytes(bytes: Decimal): { readonly memoryMiB: MiB; readonly exact: boolean } | undefined {
  const { quotient, exact } = divideUp(bytes, bytesPerMiB);
  return quotient <= 0n || quotient > largestMiB ? undefined : { memoryMiB: mib(Number(quotient)), exact };
}

/** Reads memory that a user typed: `8 GiB`, `8Gi`, `20000 MiB`, `8 GB` (10^9 bytes), case-insensitive; a unit is needed. */
export function parseMemory(text: string): Parsed<TypedMemory> {
  const match = /^([+\d.,]*)\s*([a-z]*)$/i.exec(text.trim());
  const [, digits = '', unitName = ''] = match ?? [];
  const number = parseDecimal(/^\d+,\d{1,2}$/.test(digits) ? digits.replace(',', '.') : digits);
  if (number === undefined) {
    return problem(l10n.t('"{0}" is not an amount of memory. Write a number and a unit, for example 8 GiB or 8192 MiB.', text));
  }
  if (unitName === '') {
    return problem(l10n.t('"{0}" has no unit. Write for example {1} MiB or {1} GiB.', text, digits));
  }
  const unit = units.find(({ names }) => names.includes(unitName) || names.includes(unitName.toLowerCase()));
  if (unit === undefined) {
    return problem(l10n.t('"{0}": {1} is not a unit of memory here. Use MiB, GiB, MB or GB.', text, unitName));
  }
  const rounded = mibOfBytes(multiplyDecimal(number, unit.bytes));
  if (rounded === undefined) {
    return problem(l10n.t('"{0}" is not an amount of memory that a GPU could have. Write for example 8 GiB.', text));
  }
  const { memoryMiB, exact } = rounded;
  return parsed(exact ? { memoryMiB } : { memoryMiB, rounding: l10n.t('{0} is rounded up to {1} MiB', text.trim(), memoryMiB) });
}

/** `39.8 GiB`: one decimal, for people. */
export function formatGiB(memoryMiB: number): string {
  return `${(memoryMiB / 1024).toFixed(1)} GiB`;
}

/** `40750 MiB`: exact, for tooltips. */
export function formatMiB(memoryMiB: MiB): string {
  return `${memoryMiB} MiB`;
}

/** A Kubernetes quantity: `40Gi`, or `40100Mi` where it is no whole number of GiB. */
export function formatQuantity(memoryMiB: MiB): string {
  return memoryMiB % 1024 === 0 ? `${memoryMiB / 1024}Gi` : `${memoryMiB}Mi`;
}
