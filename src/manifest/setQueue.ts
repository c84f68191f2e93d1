import { edits, type AmountEdits } from './dialects/dialect.ts';
import type { ManifestFile, ManifestWorkload } from './manifestFile.ts';
import { setPodLabel } from './placeInQueue.ts';
import { chooseQueue, queueLabelOf } from './rules/queue.ts';
import type { RuleInput } from './rules/rule.ts';
import { isKaiScheduled } from './rules/scheduling.ts';

/** The queue in which KAI would put the pods; undefined where KAI does not schedule them, they ask for no GPU, or a tool fills it in. */
export function queueOf(file: ManifestFile, item: ManifestWorkload): string | undefined {
  const input = inputOf(file, item);
  return readsQueue(input, item) ? chooseQueue(input)?.name : undefined;
}

/** The edits that put a workload into another queue: the label that stands is changed, else the pods get one. */
export function setQueue(file: ManifestFile, item: ManifestWorkload, queue: string): AmountEdits {
  const input = inputOf(file, item);
  return chooseQueue(input)?.name === queue ? edits([]) : setPodLabel(file, item, queueLabelOf(input.cluster), queue);
}

function readsQueue(input: RuleInput, { result }: ManifestWorkload): boolean {
  return result.kind !== 'none' && isKaiScheduled(input);
}

function inputOf(file: ManifestFile, item: ManifestWorkload): RuleInput {
  return { file, item, cluster: file.options.cluster };
}
