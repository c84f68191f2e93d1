import * as l10n from '@vscode/l10n';
import { entryRange } from '../edits.ts';
import type { Finding, Fix } from '../finding.ts';
import { kaiScheduler } from './admission.ts';
import { findAnnotation, type RuleInput } from './rule.ts';

/** Without a scheduler that knows fractions the pods run without a GPU. */
export function checkSchedulerName(input: RuleInput): readonly Finding[] {
  const { schedulerName } = input.item.workload.template;
  const asking = findAnnotation(input, 'gpu-fraction') ?? findAnnotation(input, 'gpu-memory');
  if (asking === undefined || (schedulerName !== undefined && schedulerName.value !== '')) return [];
  return [
    {
      rule: 'no-scheduler',
      severity: 'warning',
      message: l10n.t(
        '{0} without schedulerName: on a cluster nobody reads it and the pod runs without a GPU. Add schedulerName: {1}.',
        asking.key.value,
        kaiScheduler,
      ),
      range: entryRange(asking),
      fixes: schedulerName === undefined ? insertion(input) : [],
    },
  ];
}

function insertion({ file, item: { podSpecStart: start } }: RuleInput): readonly Fix[] {
  if (start === undefined) return [];
  const line = file.lines.line(start.line).text;
  const indent = line.slice(0, start.character);
  if (/\S/.test(indent)) return [];
  const lineBreak = /\r?\n$|\r$/.exec(line)?.[0] ?? '\n';
  const text = `schedulerName: ${kaiScheduler}${lineBreak}${indent}`;
  return [{ title: l10n.t('Add schedulerName: {0}', kaiScheduler), edits: [{ range: { start, end: start }, text }] }];
}
