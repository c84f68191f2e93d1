import * as l10n from '@vscode/l10n';
import { parsed, problem, type Parsed } from '../../gpu/parsed.ts';
import { formatShare, parseShare } from '../../gpu/share.ts';

/** What a sweep measures unless told. */
export const defaultFractions: readonly number[] = [1, 1 / 2, 1 / 4, 1 / 8];

/** As many slices of one card as are told by a fraction such as `1/16`. */
const mostParts = 100;

/** Reads a list such as `1, 1/2, 0.25, 12.5 %` into shares, each once, largest first. */
export function parseFractions(text: string): Parsed<readonly number[]> {
  const shares = new Set<number>();
  for (const part of text.split(',')) {
    const read = parseFraction(part.trim());
    if (read.kind === 'problem') return read;
    shares.add(read.value);
  }
  return parsed([...shares].toSorted((left, right) => right - left));
}

function parseFraction(text: string): Parsed<number> {
  const [, parts = '', of = ''] = /^(\d{1,3})\s*\/\s*(\d{1,3})$/.exec(text) ?? [];
  if (of === '') {
    return /^-?\d+\s*\//.test(text) || text === '' ? notAFraction(text) : parseShare(text);
  }
  const share = Number(parts) / Number(of);
  return share > 0 && share <= 1 && Number(of) <= mostParts ? parsed(share) : notAFraction(text);
}

function notAFraction(text: string): Parsed<never> {
  return problem(l10n.t('"{0}" is not a fraction of a GPU. Write 1/2, 0.5 or 50 %; from 1/{1} to 1.', text, mostParts));
}

/** `1`, `1/4`, `3/4`, or the decimal where it is no round part. */
export function nameShare(share: number): string {
  if (share === 1) return '1';
  for (let of = 2; of <= 16; of++) {
    const parts = share * of;
    if (Math.abs(parts - Math.round(parts)) < 1e-6) return `${Math.round(parts)}/${of}`;
  }
  return formatShare(Number(share.toPrecision(3)));
}
