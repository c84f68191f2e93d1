import * as l10n from '@vscode/l10n';
import type { Amount, FractionRequest } from '../../gpu/request.ts';
import { describeAmount } from '../../gpu/amount.ts';
import { formatShare } from '../../gpu/share.ts';
import { amountKeys, findAsking, readAmount } from '../askedAmount.ts';
import { entryRange, replaceKey, replaceValue } from '../edits.ts';
import type { TextEdit } from '../finding.ts';
import { findFractionContainerName } from '../fractionContainer.ts';
import { isTemplated } from '../isTemplated.ts';
import { scalarText } from '../scalarText.ts';
import { parseGoUint } from '../goNumbers.ts';
import { checkAdmission } from '../rules/kaiAdmission.ts';
import { removeEntries } from '../removeEntries.ts';
import { requestKeys } from '../requestKeys.ts';
import { isOwn } from '../resourceEdits.ts';
import { insertAnnotations } from '../rules/insertIntoMetadata.ts';
import { findLimitVariable, removeLimit } from '../rules/limitVariable.ts';
import { containerOfPortionKey } from '../rules/nvFractions.ts';
import { readLimit } from '../rules/limits.ts';
import { findAnnotation, type RuleInput } from '../rules/rule.ts';
import { checkUnquotedAnnotations } from '../rules/unquotedValue.ts';
import { edits, filledIn, problem, type AmountEdits, type Dialect, type RequestReading } from './dialect.ts';

/** KAI and Run:ai annotations of a pod: `gpu-fraction`, `gpu-memory` (MiB) and what goes with them. */
export const kai: Dialect = {
  id: 'kai',
  label: 'KAI annotations',
  readers: [{ product: 'KAI' }, { product: 'Run:ai' }],
  read,
  setAmount,
  remove,
  add,
};

/** Without these nothing of the request is known. */
const unknownKeys = [amountKeys.share, amountKeys.memory, 'gpu-fraction-num-devices', 'gpu-fraction-container-name'];

function read(input: RuleInput): RequestReading {
  const asks = [amountKeys.share, amountKeys.memory, 'gpu-fraction-num-devices'].some((key) => findAnnotation(input, key));
  if (!asks) return { kind: 'none' };
  if (unknownKeys.some((key) => isTemplated(scalarText(findAnnotation(input, key)?.value.value)))) return filledIn;
  const problems = [...checkUnquotedAnnotations(input), ...checkAdmission(input)];
  if (problems.length > 0) return { kind: 'invalid', findings: problems.map((finding) => ({ ...finding, severity: 'error' })) };

  const entry = findAsking(input);
  const amount = entry && readAmount(entry);
  const container = findFractionContainerName(input.item.workload.template);
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
      container,
    },
    range: entryRange(entry),
    findings: limit.kind === 'limit' ? limit.findings : [],
    others: [],
  };
}

function setAmount(input: RuleInput, amount: Amount): AmountEdits {
  if (amount.kind === 'share' && amount.share >= 1) {
    return problem(l10n.t('gpu-fraction cannot say a whole GPU. Set nvidia.com/gpu: 1 in the limits instead.'));
  }
  const entry = findAsking(input);
  const text = amount.kind === 'share' ? formatShare(amount.share) : String(amount.memoryMiB);
  const key = amountKeys[amount.kind];
  if (entry === undefined) return writeAnnotations(input, [`${key}: "${text}"`]);
  if (!isOwn(input, entry)) {
    return problem(l10n.t('{0} comes from a part that several objects share. Write it out here first.', entry.key.value));
  }
  const rename = entry.key.value === key ? [] : [replaceKey(input.file, entry, key)];
  const other = entry.key.value === amountKeys.share ? findAnnotation(input, amountKeys.memory) : undefined;
  const ofOther = other === undefined ? [] : removeEntries(input.file, [other]);
  if (ofOther === undefined) {
    return problem(l10n.t('{0} asks as well, on a line that says more. Remove it first.', amountKeys.memory));
  }
  const limits = removeWrongLimits(input, amount);
  return limits === undefined
    ? problem(
        l10n.t('the limit does not go with {0}, and stands in a part that is shared. Remove it first.', describeAmount(amount)),
      )
    : edits([...rename, replaceValue(input.file, entry, text), ...ofOther, ...limits]);
}

/** A limit that is below the amount, or in the other unit, would have the pod refused. */
function removeWrongLimits(input: RuleInput, amount: Amount): readonly TextEdit[] | undefined {
  const variable = findLimitVariable(input);
  const entries = input.item.workload.template.annotations.filter(({ key }) =>
    /^gpu-(fraction|memory)\.limit$|\.portion\.limit$/.test(key.value),
  );
  const goesWith = entries.every(({ key }) => (key.value === 'gpu-memory.limit') === (amount.kind === 'memory'));
  const limit = readLimit(input, amount);
  if (goesWith && limit.kind !== 'invalid' && (limit.kind === 'none' || limit.findings.length === 0)) return [];
  const ofVariable = variable === undefined ? [] : removeLimit(input, variable)[0]?.edits;
  const ofEntries = removeEntries(input.file, entries);
  return ofVariable && ofEntries && [...ofEntries, ...ofVariable];
}

/** All annotations of the request, and the variable of its limit. */
function remove(input: RuleInput): AmountEdits {
  const entries = input.item.workload.template.annotations.filter(
    ({ key }) => requestKeys.some((each) => each === key.value) || containerOfPortionKey(key.value) !== undefined,
  );
  const variable = findLimitVariable(input);
  const ofVariable = variable === undefined ? [] : removeLimit(input, variable)[0]?.edits;
  const removed = entries.every((entry) => isOwn(input, entry)) ? removeEntries(input.file, entries) : undefined;
  return removed === undefined || ofVariable === undefined
    ? problem(l10n.t('the annotations of the request stand in a part that is shared with others. Remove them by hand.'))
    : edits([...removed, ...ofVariable]);
}

function add(input: RuleInput, { devices, request, limit, container }: FractionRequest): AmountEdits {
  if (request.kind === 'share' && request.share >= 1) return problem(l10n.t('gpu-fraction cannot say a whole GPU.'));
  const { containers, injectedFirst } = input.item.workload.template;
  const isFirst = injectedFirst.length === 0 && containers[0]?.name === container;
  const value = request.kind === 'share' ? formatShare(request.share) : String(request.memoryMiB);
  const lines = [
    `${amountKeys[request.kind]}: "${value}"`,
    ...(limit === undefined ? [] : [`${amountKeys[limit.kind]}.limit: "${writeLimit(limit)}"`]),
    ...(devices === 1 ? [] : [`gpu-fraction-num-devices: "${devices}"`]),
    ...(isFirst || container === '' ? [] : [`gpu-fraction-container-name: ${JSON.stringify(container)}`]),
  ];
  return writeAnnotations(input, lines);
}

function writeLimit(limit: Amount): string {
  return limit.kind === 'share' ? formatShare(limit.share) : `${limit.memoryMiB}Mi`;
}

function writeAnnotations(input: RuleInput, annotations: readonly string[]): AmountEdits {
  const edit = insertAnnotations(input, annotations);
  return edit === undefined
    ? problem(
        l10n.t('{0} asks for no fraction yet. Add the annotation {1}.', input.item.workload.name.value, annotations.join(', ')),
      )
    : edits([edit]);
}
