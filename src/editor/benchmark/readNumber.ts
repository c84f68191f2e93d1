import * as l10n from '@vscode/l10n';
import { parsed, problem, type Parsed } from '../../gpu/parsed.ts';

export interface NumberBounds {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
}

/** Reads a number that a user typed; a decimal comma is read as a point. */
export function readNumber(text: string, { name, least, most, isWhole }: NumberBounds): Parsed<number> {
  const digits = text.trim().replace(',', '.');
  const value = /^\d*\.?\d+$/.test(digits) ? Number(digits) : Number.NaN;
  if (value >= least && value <= most && (!isWhole || Number.isInteger(value))) {
    return parsed(value);
  }
  return problem(
    isWhole
      ? l10n.t('{0} "{1}": write a whole number from {2} to {3}.', name, text.trim(), least, most)
      : l10n.t('{0} "{1}": write a number from {2} to {3}.', name, text.trim(), least, most),
  );
}
