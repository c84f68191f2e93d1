import * as l10n from '@vscode/l10n';
import { amountKeys } from '../askedAmount.ts';
import { valueRange } from '../edits.ts';
import type { Finding } from '../finding.ts';
import { parseGoUint } from '../goNumbers.ts';
import { offerValue } from './entryFixes.ts';
import { hasLimitVariable } from './limitVariable.ts';
import { annotationText, findAnnotation, type RuleInput } from './rule.ts';

/** As MiB this is a terabyte, more than any GPU has: KAI itself reads a node's label as bytes from here on. */
const surelyNotMiB = 1_048_576n;
/** Less than the context of CUDA alone takes: `8` was meant as GiB. */
const leastMiB = 100n;
const most = surelyNotMiB;

/** gpu-memory counts MiB: bytes, KiB and GiB are taken by KAI, and wait for ever or run out of memory. */
export function checkMemoryUnit(input: RuleInput): readonly Finding[] {
  const entry = findAnnotation(input, amountKeys.memory);
  const text = entry === undefined ? '' : annotationText(input, entry);
  const count = parseGoUint(text) ?? 0n;
  if (entry === undefined || count === 0n) return [];
  const meant = readMeant(count);
  if (meant === undefined) return checkMegabytes(input, text, valueRange(entry));
  const message =
    count < leastMiB
      ? l10n.t('gpu-memory "{0}": {0} MiB is less than CUDA itself takes; the value counts MiB, not GiB. Use "{1}".', text, meant)
      : l10n.t(
          'gpu-memory "{0}": no GPU has {0} MiB, so the pods stay Pending; the value counts MiB, not bytes. Use "{1}".',
          text,
          meant,
        );
  // A limit was written for the value as it is.
  const isLimited = hasLimitVariable(input) || findAnnotation(input, 'gpu-memory.limit') !== undefined;
  const fixes = isLimited || entry.isElsewhere ? [] : offerValue(input.file, entry, meant);
  return [{ rule: 'memory-unit', severity: 'warning', message, range: valueRange(entry), fixes }];
}

/** MiB of what was meant as bytes, else as KiB, else as GiB; undefined where MiB may be right. */
function readMeant(count: bigint): string | undefined {
  if (count < leastMiB) return String(count * 1024n);
  if (count <= surelyNotMiB) return undefined;
  const [ofBytes, ofKiB] = [upTo(count, 1_048_576n), upTo(count, 1024n)];
  const meant = [ofBytes, ofKiB].find((each) => each >= leastMiB && each <= most);
  return String(meant ?? ofBytes);
}

function upTo(count: bigint, unit: bigint): bigint {
  return (count + unit - 1n) / unit;
}

/** Run:ai 2.22 was seen to hold it to megabytes of 10^6 bytes. */
function checkMegabytes({ cluster: { runai } }: RuleInput, text: string, range: Finding['range']): readonly Finding[] {
  if (!runai || runai.major !== 2 || runai.minor !== 22) return [];
  const message = l10n.t(
    'gpu-memory "{0}": Run:ai 2.22 counts megabytes of 1,000,000 bytes, about 5 % less than MiB. Leave room for that.',
    text,
  );
  return [{ rule: 'memory-unit', severity: 'hint', message, range, fixes: [] }];
}
