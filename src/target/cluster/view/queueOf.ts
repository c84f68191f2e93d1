import { defaultQueue } from '../../../manifest/rules/queue.ts';
import type { Metadata } from '../objects/metadata.ts';
import type { PodObject } from '../objects/pod.ts';
import { isKaiScheduler, type KaiTraits } from './kaiTraits.ts';

/**
 * The queue of a pod of KAI or Run:ai: that of its group, else the label of its topmost owner, its own, its project's, else
 * `default-queue`; undefined where another scheduler places it.
 */
export function findQueue(
  pod: Pick<PodObject, 'labels' | 'schedulerName'>,
  owner: Pick<Metadata, 'labels'> | undefined,
  groupQueue: string | undefined,
  traits: KaiTraits,
): string | undefined {
  if (!isKaiScheduler(pod.schedulerName, traits)) return undefined;
  if (groupQueue !== undefined) return groupQueue;
  const holders = [owner?.labels ?? {}, pod.labels];
  const keys = [traits.queueLabel ?? 'kai.scheduler/queue', 'runai/queue'];
  const labelled = holders.flatMap((labels) => keys.map((key) => labels[key])).find(isWritten);
  return labelled ?? holders.map(queueOfProject).find(isWritten) ?? defaultQueue;
}

function queueOfProject(labels: Readonly<Record<string, string>>): string | undefined {
  const project = labels['project'];
  const pool = labels['kai.scheduler/node-pool'] ?? labels['runai/node-pool'];
  return isWritten(project) && isWritten(pool) ? `${project}-${pool}` : project;
}

function isWritten(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
