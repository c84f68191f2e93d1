import * as l10n from '@vscode/l10n';
import type { Finding, Fix } from '../finding.ts';
import { quoteYaml } from '../quoteYaml.ts';
import { scalarText } from '../scalarText.ts';
import { offerKey } from './entryFixes.ts';
import { insertLabels } from './insertIntoMetadata.ts';
import {
  chooseQueue,
  defaultQueue,
  findLabel,
  findQueue,
  kaiQueueLabel,
  leafQueues,
  queueLabelOf,
  runaiQueueLabel,
} from './queue.ts';
import { findFractionAnnotation, isKaiScheduled, runaiScheduler } from './scheduling.ts';
import type { RuleInput } from './rule.ts';

/** Fixes beyond these hide one another. */
const mostFixes = 4;

/** KAI names no queue in silence: what says none lands in default-queue, or waits for it. */
export function checkQueueLabel(input: RuleInput): readonly Finding[] {
  const { template } = input.item.workload;
  if (findFractionAnnotation(input) === undefined || template.schedulerName === undefined) return [];
  const isKai = isKaiScheduled(input);
  const right = isKai ? queueLabelOf(input.cluster) : runaiQueueLabel;
  if (!isKai && (template.schedulerName.value !== runaiScheduler || input.cluster.runai === null)) return [];
  if (findLabel(input, right) !== undefined) return [];
  const other = findLabel(input, right === runaiQueueLabel ? kaiQueueLabel : runaiQueueLabel);
  if (other !== undefined) {
    const message = l10n.t(
      'label {0} with schedulerName {1}: that scheduler reads {2}, so this names no queue. Use {2}.',
      other.key.value,
      template.schedulerName.value,
      right,
    );
    const fixes = other.isElsewhere === true ? [] : offerKey(input.file, other, right);
    return [{ rule: 'queue-label', severity: 'warning', message, range: other.key.range, fixes }];
  }
  // Run:ai takes the project of the namespace.
  return isKai && !input.item.isPartial ? checkNone(input, template.schedulerName.range) : [];
}

function checkNone(input: RuleInput, range: Finding['range']): readonly Finding[] {
  const { cluster } = input;
  const queue = chooseQueue(input);
  // An annotation with the name is told as one that ought to be a label.
  if (queue === undefined || input.item.workload.template.annotations.some(({ key }) => key.value === queueLabelOf(cluster)))
    return [];
  const isMissing = cluster.queues !== undefined && findQueue(cluster, queue.name) === undefined;
  const severity = isMissing ? 'warning' : 'hint';
  const label = queueLabelOf(cluster);
  if (queue.entry !== undefined) {
    const message = isMissing
      ? l10n.t(
          'label project "{0}" without {1}: KAI takes the queue {2} from it, which the cluster does not have. Add {1}.',
          scalarText(queue.entry.value.value),
          label,
          queue.name,
        )
      : l10n.t(
          'label project "{0}" without {1}: KAI takes the queue {2} from it. Add {1} to say the queue itself.',
          scalarText(queue.entry.value.value),
          label,
          queue.name,
        );
    return [
      {
        rule: 'no-queue',
        severity,
        message,
        range: queue.entry.key.range,
        fixes: addLabel(input, isMissing ? undefined : queue.name),
      },
    ];
  }
  const message = isMissing
    ? l10n.t(
        'no label {0}: KAI looks for {1}, which the cluster does not have, and the pods stay Pending. Add {0}.',
        label,
        defaultQueue,
      )
    : l10n.t('no label {0}: KAI puts the pods into {1}. Add {0}.', label, defaultQueue);
  return [{ rule: 'no-queue', severity, message, range, fixes: addLabel(input, isMissing ? undefined : defaultQueue) }];
}

/** With a queue that is there: what KAI takes now, or one of those that are known. */
function addLabel(input: RuleInput, taken: string | undefined): readonly Fix[] {
  const { cluster } = input;
  const names = taken === undefined ? leafQueues(cluster).slice(0, mostFixes) : [taken];
  const label = queueLabelOf(cluster);
  return names.flatMap((name): readonly Fix[] => {
    const edit = insertLabels(input, [`${label}: ${quoteYaml(name)}`]);
    return edit === undefined ? [] : [{ title: l10n.t('Add the label {0}', `${label}: ${name}`), edits: [edit] }];
  });
}
