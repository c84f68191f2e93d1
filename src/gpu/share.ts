import * as l10n from '@vscode/l10n';
import { compareDecimals, decimalToNumber, parseDecimal, shiftDecimal, type Decimal } from './decimal.ts';
import { parsed, problem, type Parsed } from './parsed.ts';
import { share, type Share } from './quantity.ts';

const whole: Decimal = { units: 1n, scale: 0 };
const smallest: Decimal = { units: 1n, scale: 2 };

/** Reads a share that a user typed: `0.5`, `50 %`; 1 % to 100 % of one device. A decimal comma is read as a point. */
export function parseShare(text: string): Parsed<Share> {
  const match = /^(.*?)\s*(%?)$/s.exec(text.trim());
  const [, digits = '', percent = ''] = match ?? [];
  const typed = parseDecimal(/^\d*,\d+$/.test(digits) ? digits.replace(',', '.') : digits);
  if (typed === undefined) {
    return problem(l10n.t('"{0}" is not a share of a GPU. Write a number such as 0.5, or 50 %.', text));
  }
  const value = percent === '' ? typed : shiftDecimal(typed, -2);
  if (compareDecimals(value, whole) > 0) {
    return percent === ''
      ? problem(l10n.t('"{0}" is more than one GPU. Write a share up to 1, a percentage ("50 %") or memory ("20 GiB").', text))
      : problem(l10n.t('"{0}" is more than one GPU. Write 1 % to 100 %.', text));
  }
  if (compareDecimals(value, smallest) < 0) {
    return problem(l10n.t('"{0}" is less than 1 % of a GPU. Write 1 % to 100 %.', text));
  }
  return parsed(share(decimalToNumber(value)));
}

/** `0.5`, `0.333`: plain decimal digits, as manifests want them. */
export function formatShare(value: number): string {
  const text = String(value);
  return /e/.test(text) ? value.toFixed(20).replace(/0+$/, '') : text;
}

/** `50 %`, with at most one decimal. */
export function formatPercent(value: number): string {
  return `${Math.round(value * 1000) / 10} %`;
}
