import * as l10n from '@vscode/l10n';
import { amountKeys, readAmount } from '../askedAmount.ts';
import { valueRange } from '../edits.ts';
import type { Finding } from '../finding.ts';
import { offerValue } from './entryFixes.ts';
import { hasLimitVariable } from './limitVariable.ts';
import { annotationText, findAnnotation, type RuleInput } from './rule.ts';

/** KAI writes the share that it bound with two decimals (`"%.2f"`, KAI v0.17), into the pod's GPU_PORTION and its own records. */
export function checkDecimals(input: RuleInput): readonly Finding[] {
  const entry = findAnnotation(input, amountKeys.share);
  const amount = entry && readAmount(entry);
  if (entry === undefined || amount?.kind !== 'share') return [];
  const hundredths = amount.share * 100;
  const below = Math.floor(hundredths);
  if (below === hundredths || isDust(amount.share)) return [];
  const text = annotationText(input, entry);
  const kept = inHundredths(roundHalfToEven(hundredths));
  const near = [below, below + 1].filter((count) => count > 0 && count < 100).map(inHundredths);
  // More might be above its limit.
  const isLimited = hasLimitVariable(input) || findAnnotation(input, 'gpu-fraction.limit') !== undefined;
  const offered = isLimited ? near.filter((each) => Number(each) < amount.share) : near;
  const message = l10n.t(
    'gpu-fraction "{0}": KAI records {1}, for it keeps two decimals. Use {2}.',
    text,
    kept,
    near.map((each) => JSON.stringify(each)).join(l10n.t(' or ')),
  );
  const fixes = offered.flatMap((each) => offerValue(input.file, entry, each));
  return [
    { rule: 'fraction-decimals', severity: 'hint', message, range: valueRange(entry), fixes: entry.isElsewhere ? [] : fixes },
  ];
}

/** `0.29` is a little less than 29 hundredths in floating point. */
function isDust(share: number): boolean {
  return Number(share.toFixed(2)) === share;
}

/** As Go prints: the exact value decides, and the even digit between two that are as near. */
function roundHalfToEven(hundredths: number): number {
  const below = Math.floor(hundredths);
  const isHalf = hundredths - below === 0.5;
  return isHalf ? below + (below % 2) : Math.round(hundredths);
}

function inHundredths(count: number): string {
  return (count / 100).toFixed(2);
}
