import type { ClusterFacts, QueueFacts } from '../clusterFacts.ts';
import { isTemplated } from '../isTemplated.ts';
import { scalarText } from '../scalarText.ts';
import type { Entry } from '../workload.ts';
import type { AskingWorkload, RuleInput } from './rule.ts';

export const kaiQueueLabel = 'kai.scheduler/queue';
export const runaiQueueLabel = 'runai/queue';
/** Where KAI puts what names no queue (KAI v0.17 pkg/podgrouper). */
export const defaultQueue = 'default-queue';

/** The queue in which KAI will put the pods, and what says so: a label of the queue, `project`, or nothing. */
export interface QueueChoice {
  readonly name: string;
  readonly via: 'label' | 'project' | 'default';
  readonly entry?: Entry;
}

export function queueLabelOf({ queueLabel = kaiQueueLabel }: ClusterFacts): string {
  return queueLabel;
}

/**
 * The label of the top owner, else of the pods, else `project` (with the node pool behind it), else default-queue
 * (KAI v0.17 pkg/podgrouper). Undefined where a tool fills the name in.
 */
export function chooseQueue(input: AskingWorkload): QueueChoice | undefined {
  const entry = findLabel(input, queueLabelOf(input.cluster));
  const project = findLabel(input, 'project');
  const said = entry ?? project;
  if (said === undefined) return { name: defaultQueue, via: 'default' };
  const name = textOf(said);
  if (isTemplated(name)) return undefined;
  if (entry !== undefined) return { name, via: 'label', entry };
  const pool = findLabel(input, 'kai.scheduler/node-pool') ?? findLabel(input, 'runai/node-pool');
  const suffix = pool === undefined ? '' : `-${textOf(pool)}`;
  return isTemplated(suffix) ? undefined : { name: name + suffix, via: 'project', entry: said };
}

/** A label of the top owner, else of the pods; one without a value does not count. */
export function findLabel({ item }: Pick<RuleInput, 'item'>, name: string): Entry | undefined {
  return [...item.ownerLabels, ...item.workload.template.labels].find(
    (entry) => entry.key.value === name && textOf(entry) !== '',
  );
}

function textOf({ value }: Entry): string {
  return scalarText(value.value);
}

export function findQueue({ queues = [] }: ClusterFacts, name: string): QueueFacts | undefined {
  return queues.find((queue) => queue.name === name);
}

/** Queues that run jobs with GPUs: without queues below them and not closed by a limit of 0, in the order of the facts. */
export function leafQueues({ queues = [] }: ClusterFacts): readonly string[] {
  const parents = new Set(queues.map(({ parent }) => parent));
  return queues.flatMap(({ name, gpuLimit }) => (parents.has(name) || gpuLimit === 0 ? [] : [name]));
}
