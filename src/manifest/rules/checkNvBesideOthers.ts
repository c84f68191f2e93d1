import * as l10n from '@vscode/l10n';
import type { Finding } from '../finding.ts';
import { wholeGpuResource } from '../fractionContainer.ts';
import { parseGoUint } from '../goNumbers.ts';
import type { Entry } from '../workload.ts';
import { offerRemoval } from './entryFixes.ts';
import { explainWholeGpu } from './explainAdmission.ts';
import { milliOfMiB, readMemory, readNvMemory, type NvEntry } from './nvFractions.ts';
import { checkTranslatedLength } from './nvKeyLength.ts';
import { annotationText, findAnnotation, type RuleInput } from './rule.ts';

/** Annotations of NvFractions beside other requests: KAI refuses most pairs, and of one it drops the share without a word. */
export function checkNvBesideOthers(input: RuleInput, known: readonly NvEntry[]): readonly Finding[] {
  const memory = readNvMemory({ known });
  const [fraction, amount] = [findAnnotation(input, 'gpu-fraction'), findAnnotation(input, 'gpu-memory')];
  if (memory === undefined) return checkTranslatedLength(input);
  const whole = checkWholeGpu(input, fraction ?? amount);
  if (fraction !== undefined) return [...whole, ...checkFraction(input, fraction, memory.limit)];
  if (amount === undefined) return whole;
  const isTranslated = findAnnotation(input, 'gpu-memory.limit') !== undefined;
  if (memory.limit !== undefined && !isTranslated) return [...whole, refuseLimit(input, amount, memory.limit)];
  const count = parseGoUint(annotationText(input, amount));
  const asked = readMemory(memory.request?.value ?? '');
  if (count === undefined || asked === undefined || asked === milliOfMiB(count)) return whole;
  const message = l10n.t(
    'gpu-memory {0} beside {1} {2}: KAI refuses a pod that asks for two amounts. Remove one of them.',
    JSON.stringify(annotationText(input, amount)),
    memory.request?.key ?? '',
    JSON.stringify(memory.request?.value),
  );
  return [...whole, toFinding(input, amount, 'error', message)];
}

function checkWholeGpu(input: RuleInput, asked: Entry | undefined): readonly Finding[] {
  const { containers, initContainers } = input.item.workload.template;
  const isLimited = [...initContainers, ...containers].some(({ limits }) =>
    limits.some(({ key }) => key.value === wholeGpuResource),
  );
  // Beside gpu-fraction and gpu-memory KAI's admission says it.
  if (!isLimited || asked !== undefined) return [];
  const { range, what, why, cure, fixes = [] } = explainWholeGpu(input);
  return [{ rule: 'fraction-and-whole-gpu', severity: 'error', message: `${what}: ${why}. ${cure}`, range, fixes }];
}

function checkFraction(input: RuleInput, fraction: Entry, limit: NvEntry | undefined): readonly Finding[] {
  if (limit !== undefined) return [refuseLimit(input, fraction, limit)];
  const message = l10n.t(
    'gpu-fraction beside a request of NvFractions: KAI takes the latter and does not even read the share. Remove gpu-fraction.',
  );
  return [toFinding(input, fraction, 'warning', message)];
}

function refuseLimit(input: RuleInput, entry: Entry, { key }: NvEntry): Finding {
  const message = l10n.t(
    '{0} beside {1}: KAI refuses a limit of NvFractions with the other request. Remove {0}, or write its own limit {2}.',
    entry.key.value,
    key,
    `${entry.key.value}.limit`,
  );
  return toFinding(input, entry, 'error', message);
}

function toFinding({ file }: RuleInput, entry: Entry, severity: Finding['severity'], message: string): Finding {
  return { rule: 'nv-and-fraction', severity, message, range: entry.key.range, fixes: offerRemoval(file, entry) };
}
