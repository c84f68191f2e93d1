import * as l10n from '@vscode/l10n';
import { valueRange } from '../edits.ts';
import type { Finding, Fix } from '../finding.ts';
import { isTemplated } from '../isTemplated.ts';
import { writeLimits } from '../resourceEdits.ts';
import { scalarText } from '../scalarText.ts';
import type { Container, Entry } from '../workload.ts';
import { offerRemoval, offerValue } from './entryFixes.ts';
import { cureMemory } from './fractionCures.ts';
import { entriesOfHami, findHamiEntry, hamiAnnotations, hamiNames, hamiScheduler, isOfHami, readHamiAmount } from './hami.ts';
import { annotationText, listContainers, type RuleInput } from './rule.ts';
import { findFractionAnnotation } from './scheduling.ts';
import type { RuleId } from './ruleTable.ts';

/** Requests of HAMi (v2.10: its admission webhook, scheduler and documentation). */
export function checkHami(input: RuleInput): readonly Finding[] {
  if (!isOfHami(input)) return [];
  // Beside a fraction it has to go.
  const isLeft = findFractionAnnotation(input) !== undefined;
  return [
    ...(isLeft ? [] : checkScheduler(input)),
    ...listContainers(input).flatMap((container) => checkContainer(input, container)),
    ...checkAnnotations(input),
  ];
}

/** Whether HAMi's webhook will look at the pods: it does unless they name another scheduler. */
function isJudgedByHami({ item }: RuleInput): boolean {
  const scheduler = item.workload.template.schedulerName?.value ?? '';
  return ['', 'default-scheduler', hamiScheduler].includes(scheduler);
}

function checkScheduler(input: RuleInput): readonly Finding[] {
  const { schedulerName } = input.item.workload.template;
  if (schedulerName === undefined || isJudgedByHami(input) || isTemplated(schedulerName.value)) return [];
  const message = l10n.t(
    'schedulerName "{0}": HAMi lets the pods of other schedulers through untouched, so nobody divides the GPU for them. Use {1}.',
    schedulerName.value,
    hamiScheduler,
  );
  const fixes = [{ title: l10n.t('Use {0}', hamiScheduler), edits: [{ range: schedulerName.range, text: hamiScheduler }] }];
  return [{ rule: 'hami-scheduler', severity: 'warning', message, range: schedulerName.range, fixes }];
}

function checkContainer(input: RuleInput, container: Container): readonly Finding[] {
  if (entriesOfHami(container).length === 0) return [];
  return [
    ...checkPrivileged(input, container),
    ...checkMemory(input, container),
    ...checkPercentage(input, container),
    ...checkCores(input, container),
    ...checkCount(input, container),
  ];
}

function checkPrivileged(input: RuleInput, { name, privileged }: Container): readonly Finding[] {
  if (privileged === undefined || !isJudgedByHami(input)) return [];
  const message = l10n.t(
    'container "{0}" is privileged: HAMi refuses the pod, for it could see every GPU. Remove privileged.',
    name,
  );
  const admissionText = `container ${name} is privileged`;
  const fixes = [{ title: l10n.t('Set privileged to false'), edits: [{ range: privileged, text: 'false' }] }];
  return [{ rule: 'hami-privileged', severity: 'error', message, range: privileged, fixes, admissionText }];
}

function checkMemory(input: RuleInput, container: Container): readonly Finding[] {
  const entry = findHamiEntry(container, hamiNames.memory);
  const memoryMiB = readHamiAmount(container, hamiNames.memory);
  if (entry === undefined || memoryMiB === undefined) return [];
  const text = scalarText(entry.value.value);
  const what = `${hamiNames.memory} ${JSON.stringify(text)}`;
  const percentage = findHamiEntry(container, hamiNames.percentage);
  const twice =
    percentage === undefined
      ? []
      : [
          toFinding(
            'hami-memory-twice',
            'warning',
            entry,
            l10n.t('{0} beside {1}: HAMi takes one of them only. Remove one.', hamiNames.memory, hamiNames.percentage),
            offerRemoval(input.file, percentage),
          ),
        ];
  const cured = /[KMGTPE]i?$/.test(text) ? cureMemory(text) : undefined;
  if (cured !== undefined && Number(cured) < memoryMiB) {
    const message = l10n.t('{0}: HAMi counts MiB, so this is {1} MiB. Use {2}.', what, memoryMiB, cured);
    return [...twice, toFinding('hami-memory-unit', 'error', entry, message, offerValue(input.file, entry, cured))];
  }
  const sizes = (input.cluster.nodes ?? [])
    .filter(({ sharing, gpus }) => sharing === 'hami' && gpus > 0)
    .map((node) => node.memoryMiB);
  const known = sizes.filter((size) => size !== undefined);
  const largest = Math.max(...known);
  if (known.length === 0 || known.length < sizes.length || memoryMiB <= largest) return twice;
  const message = l10n.t(
    '{0}: the largest GPU of HAMi in this cluster has {1} MiB, so the pod stays Pending. Ask for less.',
    what,
    largest,
  );
  return [...twice, toFinding('hami-too-large', 'warning', entry, message, [])];
}

function checkPercentage(input: RuleInput, container: Container): readonly Finding[] {
  const entry = findHamiEntry(container, hamiNames.percentage);
  const text = entry === undefined ? '' : scalarText(entry.value.value);
  if (entry === undefined || isTemplated(text)) return [];
  const percentage = readHamiAmount(container, hamiNames.percentage);
  // What is no whole number the API server refuses.
  if (percentage === undefined || percentage <= 100) return [];
  const message = l10n.t(
    '{0} {1}: HAMi refuses this pod: the value must be a whole number between 0 and 100. Use "100".',
    hamiNames.percentage,
    JSON.stringify(text),
  );
  const finding = toFinding(
    'hami-percentage',
    isJudgedByHami(input) ? 'error' : 'warning',
    entry,
    message,
    offerValue(input.file, entry, '100'),
  );
  const admissionText = `invalid ${hamiNames.percentage} value ${percentage} in container ${container.name}: must be an integer between 0 and 100`;
  return [isJudgedByHami(input) ? { ...finding, admissionText } : finding];
}

function checkCores(input: RuleInput, container: Container): readonly Finding[] {
  const entry = findHamiEntry(container, hamiNames.cores);
  const percent = readHamiAmount(container, hamiNames.cores);
  if (entry === undefined || percent === undefined) return [];
  if (percent > 100) {
    const message = l10n.t(
      '{0} "{1}": the value is a percentage of the cores, and HAMi takes more than 100 for 100. Use "100".',
      hamiNames.cores,
      percent,
    );
    return [toFinding('hami-cores', 'warning', entry, message, offerValue(input.file, entry, '100'))];
  }
  const hasMemory = findHamiEntry(container, hamiNames.memory) ?? findHamiEntry(container, hamiNames.percentage);
  if (hasMemory !== undefined || percent === 100) return [];
  const message = l10n.t(
    '{0} without memory: the container gets all memory of the GPU, so nothing else fits on it. Add {1}.',
    hamiNames.cores,
    hamiNames.memory,
  );
  return [toFinding('hami-cores-alone', 'hint', entry, message, [])];
}

function checkCount(input: RuleInput, container: Container): readonly Finding[] {
  const [entry] = entriesOfHami(container);
  const isWhole = !input.item.isPartial && findFractionAnnotation(input) === undefined;
  if (entry === undefined || findHamiEntry(container, hamiNames.gpus) !== undefined || !isWhole) return [];
  const message = l10n.t('{0} without {1}: HAMi takes it for one GPU. Add {1}: 1.', entry.key.value, hamiNames.gpus);
  const edits = writeLimits(input, container, [[hamiNames.gpus, '1']]);
  const fixes = edits === undefined ? [] : [{ title: l10n.t('Add {0}: 1', hamiNames.gpus), edits }];
  return [{ ...toFinding('hami-count', 'hint', entry, message, fixes), range: entry.key.range }];
}

function checkAnnotations(input: RuleInput): readonly Finding[] {
  return input.item.workload.template.annotations.flatMap((entry): readonly Finding[] => {
    const key = entry.key.value;
    const values = Object.hasOwn(hamiAnnotations, key) ? hamiAnnotations[key] : undefined;
    const text = annotationText(input, entry);
    if (values === undefined || values.includes(text) || isTemplated(text)) return [];
    const message = l10n.t(
      '{0} {1}: HAMi ignores a value that it does not know. Use {2}.',
      key,
      JSON.stringify(text),
      values.join(l10n.t(' or ')),
    );
    const meant = values.find((value) => value === text.trim().toLowerCase());
    return [
      toFinding('hami-annotation', 'warning', entry, message, meant === undefined ? [] : offerValue(input.file, entry, meant)),
    ];
  });
}

function toFinding(rule: RuleId, severity: Finding['severity'], entry: Entry, message: string, fixes: readonly Fix[]): Finding {
  return { rule, severity, message, range: valueRange(entry), fixes };
}
