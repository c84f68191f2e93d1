import * as l10n from '@vscode/l10n';

/** What a number in an argument turned out to be; `automatic`: the engine chooses by itself. */
export type ReadNumber =
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'automatic' }
  | { readonly kind: 'problem'; readonly problem: string };

/** How an engine writes one of its counts. */
export interface CountRules {
  /** Values with which the engine chooses by itself. */
  readonly automatic: readonly string[];
  /** Whether `32k` (x 1000) and `32K` (x 1024) are read, and so on to M and G. */
  readonly hasSuffixes: boolean;
}

const suffixes: Readonly<Record<string, number>> = { k: 1e3, K: 2 ** 10, m: 1e6, M: 2 ** 20, g: 1e9, G: 2 ** 30 };
const largestCount = 2 ** 31 - 1;

export function readPort(text: string): ReadNumber {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= 65_535
    ? { kind: 'number', number }
    : { kind: 'problem', problem: l10n.t('not a port. Write a whole number from 1 to 65535.') };
}

/** Reads a whole number above 0. */
export function readCount(text: string, { automatic, hasSuffixes }: CountRules): ReadNumber {
  if (automatic.includes(text)) return { kind: 'automatic' };
  const [, digits = '', suffix = ''] = /^(\d+(?:\.\d+)?)([kmg]?)$/i.exec(text) ?? [];
  const number = hasSuffixes ? Math.floor(Number(digits) * (suffixes[suffix] ?? 1)) : /^\d+$/.test(text) ? Number(text) : 0;
  const isPlain = suffix !== '' || !digits.includes('.');
  return isPlain && number >= 1 && number <= largestCount
    ? { kind: 'number', number }
    : { kind: 'problem', problem: l10n.t('not a count. Write a whole number from 1 on.') };
}
