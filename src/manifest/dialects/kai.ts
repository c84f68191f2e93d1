import * as l10n from '@vscode/l10n';
import type { Amount } from '../../gpu/request.ts';
import { formatShare } from '../../gpu/share.ts';
import { addAnnotation } from '../addAnnotation.ts';
import { amountKeys, findAsking, readAmount } from '../askedAmount.ts';
import { entryRange, replaceKey, replaceValue } from '../edits.ts';
import { findFractionContainer } from '../fractionContainer.ts';
import { scalarText } from '../scalarText.ts';
import { parseGoUint } from '../goNumbers.ts';
import { checkAdmission } from '../rules/kaiAdmission.ts';
import { readLimit } from '../rules/limits.ts';
import { findAnnotation, type RuleInput } from '../rules/rule.ts';
import { checkUnquotedAnnotations } from '../rules/unquotedValue.ts';
import { containsRange } from '../textRange.ts';
import type { AmountEdits, Dialect, RequestReading } from './dialect.ts';

/** KAI and Run:ai annotations of a pod: `gpu-fraction`, `gpu-memory` (MiB) and what goes with them. */
export const kai: Dialect = { id: 'kai', label: 'KAI annotations', read, setAmount };

function read(input: RuleInput): RequestReading {
  const asks = [amountKeys.share, amountKeys.memory, 'gpu-fraction-num-devices'].some((key) => findAnnotation(input, key));
  if (!asks) return { kind: 'none' };
  const problems = [...checkUnquotedAnnotations(input), ...checkAdmission(input)];
  if (problems.length > 0) return { kind: 'invalid', findings: problems.map((finding) => ({ ...finding, severity: 'error' })) };

  const entry = findAsking(input);
  const amount = entry && readAmount(entry);
  const container = findFractionContainer(input.item.workload.template);
  if (entry === undefined || amount === undefined || container === undefined) return { kind: 'none' };
  const limit = readLimit(input, amount);
  if (limit.kind === 'invalid') return limit;
  const devices = findAnnotation(input, 'gpu-fraction-num-devices');
  return {
    kind: 'request',
    request: {
      devices: devices === undefined ? 1 : Number(parseGoUint(scalarText(devices.value.value)) ?? 1n),
      request: amount,
      ...(limit.kind === 'limit' && { limit: limit.limit }),
      container: container.name,
    },
    range: entryRange(entry),
    findings: limit.kind === 'limit' ? limit.findings : [],
  };
}

function setAmount(input: RuleInput, amount: Amount): AmountEdits {
  if (amount.kind === 'share' && amount.share >= 1) {
    return problem(l10n.t('gpu-fraction cannot say a whole GPU. Set nvidia.com/gpu: 1 in the limits instead.'));
  }
  const entry = findAsking(input);
  const text = amount.kind === 'share' ? formatShare(amount.share) : String(amount.memoryMiB);
  const key = amountKeys[amount.kind];
  if (entry === undefined) return writeAnnotation(input, `${key}: "${text}"`);
  if (entry.isElsewhere || !input.item.workload.template.parts.some((part) => containsRange(part, entryRange(entry)))) {
    return problem(l10n.t('{0} comes from a part that several objects share. Write it out here first.', entry.key.value));
  }
  const rename = entry.key.value === key ? [] : [replaceKey(input.file, entry, key)];
  return { kind: 'edits', edits: [...rename, replaceValue(input.file, entry, text)] };
}

function writeAnnotation({ file, item: { annotationsPlace, workload } }: RuleInput, annotation: string): AmountEdits {
  const start = annotationsPlace?.start;
  const isHere = start !== undefined && workload.template.parts.some((part) => containsRange(part, { start, end: start }));
  const edit = isHere ? addAnnotation(file, annotationsPlace, annotation) : undefined;
  return edit === undefined
    ? problem(l10n.t('{0} asks for no fraction yet. Add the annotation {1}.', workload.name.value, annotation))
    : { kind: 'edits', edits: [edit] };
}

function problem(text: string): AmountEdits {
  return { kind: 'problem', problem: text };
}
