import * as l10n from '@vscode/l10n';
import { replaceKey, replaceValue } from '../edits.ts';
import type { Finding, Fix } from '../finding.ts';
import { findAsking, isAmountKey } from '../askedAmount.ts';
import { isOfDevice } from '../requestKeys.ts';
import type { Entry } from '../workload.ts';
import { cureValue } from './cureValue.ts';
import { checkAdmission } from './kaiAdmission.ts';
import { checkLimit } from './limits.ts';
import { findMeantKey } from './nearMiss.ts';
import { annotationText, findAnnotation, type RuleInput } from './rule.ts';

/** Annotations that look like a fraction request and that no scheduler reads. */
export function checkUnknownKeys(input: RuleInput): readonly Finding[] {
  return input.item.workload.template.annotations.flatMap((entry): readonly Finding[] => {
    const key = entry.key.value;
    const meant = findMeantKey(key);
    if (meant === undefined) return [];
    const message = l10n.t(
      '{0} is not an annotation that any scheduler reads: {1} Did you mean {2}?',
      key,
      describeLoss(input, meant),
      meant,
    );
    return [{ rule: 'unknown-key', severity: 'warning', message, range: entry.key.range, fixes: renaming(input, entry, meant) }];
  });
}

/** What the pod goes without. */
function describeLoss(input: RuleInput, meant: string): string {
  if (meant.endsWith('.limit')) return l10n.t('the pod would run without that limit.');
  const { containers, initContainers } = input.item.workload.template;
  const holdsDevice = [...containers, ...initContainers].some(({ limits }) => limits.some(isOfDevice));
  const isLost = isAmountKey(meant) && findAsking(input) === undefined && !holdsDevice;
  return isLost ? l10n.t('the pod would run without a GPU.') : l10n.t('it changes nothing.');
}

/** With the value mended where it needs that; only where the pod then asks for something that is granted. */
function renaming(input: RuleInput, entry: Entry, meant: string): readonly Fix[] {
  const text = annotationText(input, entry);
  if (entry.isElsewhere === true || typeof entry.value.value === 'object' || findAnnotation(input, meant) !== undefined)
    return [];
  const before = findProblems(input);
  const value = [text, cureValue(meant, text)].find((candidate) => {
    const after = candidate === undefined ? undefined : findProblems(withAnnotation(input, entry, meant, candidate));
    return after?.isSubsetOf(before);
  });
  if (value === undefined) return [];
  const rename = replaceKey(input.file, entry, meant);
  if (value === entry.value.value) return [{ title: l10n.t('Rename to {0}', meant), edits: [rename] }];
  const title = l10n.t('Write {0}', `${meant}: ${JSON.stringify(value)}`);
  return [{ title, edits: [rename, replaceValue(input.file, entry, value)] }];
}

function findProblems(input: RuleInput): ReadonlySet<string> {
  return new Set([...checkAdmission(input), ...checkLimit(input)].map(({ message }) => message));
}

/** The same workload as if it had been written so. */
function withAnnotation(input: RuleInput, entry: Entry, key: string, value: string): RuleInput {
  const { item } = input;
  const { workload } = item;
  const written: Entry = { key: { ...entry.key, value: key }, value: { ...entry.value, value } };
  const annotations = workload.template.annotations.map((each) => (each === entry ? written : each));
  return { ...input, item: { ...item, workload: { ...workload, template: { ...workload.template, annotations } } } };
}
