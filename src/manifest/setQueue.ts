import * as l10n from '@vscode/l10n';
import { edits, problem, type AmountEdits } from './dialects/dialect.ts';
import { replaceValue } from './edits.ts';
import type { ManifestFile, ManifestWorkload } from './manifestFile.ts';
import { quoteYaml } from './quoteYaml.ts';
import { insertLabels } from './rules/insertIntoMetadata.ts';
import { chooseQueue, queueLabelOf } from './rules/queue.ts';
import type { RuleInput } from './rules/rule.ts';
import { isKaiScheduled } from './rules/scheduling.ts';
import { spareActions } from './templating/editsAndActions.ts';

/** The queue in which KAI would put the pods; undefined where KAI does not schedule them, they ask for no GPU, or a tool fills it in. */
export function queueOf(file: ManifestFile, item: ManifestWorkload): string | undefined {
  const input = inputOf(file, item);
  return readsQueue(input, item) ? chooseQueue(input)?.name : undefined;
}

/** The edits that put a workload into another queue: the label that stands is changed, else the pods get one. */
export function setQueue(file: ManifestFile, item: ManifestWorkload, queue: string): AmountEdits {
  return spareActions(file, writeQueue(file, item, queue), item.workload.name.range);
}

function writeQueue(file: ManifestFile, item: ManifestWorkload, queue: string): AmountEdits {
  const input = inputOf(file, item);
  const label = queueLabelOf(input.cluster);
  if (chooseQueue(input)?.name === queue) return edits([]);
  const entries = [...item.ownerLabels, ...item.workload.template.labels].filter(({ key }) => key.value === label);
  // of a Pod both are the same
  const written = [...new Map(entries.map((entry) => [JSON.stringify(entry.key.range), entry])).values()];
  if (written.some(({ isElsewhere }) => isElsewhere === true)) return unwritable(item, label, queue);
  if (written.length > 0) return edits(written.map((entry) => replaceValue(file, entry, queue)));
  const inserted = insertLabels(input, [`${label}: ${quoteYaml(queue)}`]);
  return inserted === undefined ? unwritable(item, label, queue) : edits([inserted]);
}

function unwritable({ workload }: ManifestWorkload, label: string, queue: string): AmountEdits {
  return problem(
    l10n.t('{0}: the label {1}: {2} has no simple place in this text. Write it by hand.', workload.name.value, label, queue),
  );
}

function readsQueue(input: RuleInput, { result }: ManifestWorkload): boolean {
  return result.kind !== 'none' && isKaiScheduled(input);
}

function inputOf(file: ManifestFile, item: ManifestWorkload): RuleInput {
  return { file, item, cluster: file.options.cluster };
}
