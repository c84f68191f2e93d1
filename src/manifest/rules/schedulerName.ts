import * as l10n from '@vscode/l10n';
import { entryRange } from '../edits.ts';
import type { Finding } from '../finding.ts';
import { kaiScheduler } from './admission.ts';
import { checkAdmission } from './kaiAdmission.ts';
import { insertIntoPodSpec } from './insertIntoPodSpec.ts';
import { queueLabelOf } from './queue.ts';
import { findFractionAnnotation } from './scheduling.ts';
import type { RuleInput } from './rule.ts';

/** Without a scheduler that knows fractions the pods run without a GPU. */
export function checkSchedulerName(input: RuleInput): readonly Finding[] {
  const { schedulerName, isScheduledElsewhere } = input.item.workload.template;
  const asking = findFractionAnnotation(input);
  if (asking === undefined || input.item.isPartial || isScheduledElsewhere || schedulerName?.value) return [];
  if (isLeftToOperator(input)) return [];
  const isAddedWhereFound = input.item.kind.isScheduledWhereFound === true;
  return [
    {
      rule: 'no-scheduler',
      severity: isAddedWhereFound ? 'hint' : 'warning',
      message: isAddedWhereFound
        ? l10n.t(
            '{0} without schedulerName: the operator adds it where it finds Grove and KAI. Elsewhere the pod runs without a GPU: add schedulerName: {1} there.',
            asking.key.value,
            kaiScheduler,
          )
        : l10n.t(
            '{0} without schedulerName: on a cluster nobody reads it and the pod runs without a GPU. Add schedulerName: {1}.',
            asking.key.value,
            kaiScheduler,
          ),
      range: entryRange(asking),
      // With a scheduler KAI would refuse what it now only ignores: that comes first.
      fixes:
        schedulerName === undefined && checkAdmission(input).length === 0
          ? insertIntoPodSpec(input, 'schedulerName', kaiScheduler)
          : [],
    },
  ];
}

/** The object names a queue of KAI, and its operator may say the scheduler. */
function isLeftToOperator({ item, cluster }: RuleInput): boolean {
  return (
    item.kind.isScheduledByQueue === true &&
    item.workload.template.schedulerName === undefined &&
    item.ownerLabels.some(({ key }) => key.value === queueLabelOf(cluster))
  );
}
