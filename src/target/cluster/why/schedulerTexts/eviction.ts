import { present } from '../../objects/fields.ts';
import { readAmount } from './refusal.ts';

/** What a queue had when KAI decided; in GPUs, -1 is without bound. */
export interface QueueUse {
  readonly queue: string;
  readonly usesGpus?: number;
  readonly quotaGpus?: number;
  readonly fairShareGpus?: number;
  readonly priority?: number;
}

/** Why KAI took a running pod away. */
export type Eviction = { readonly victim: string } & (
  | { readonly kind: 'preempted'; readonly by: string }
  /** Between queues: `victimQueue` had more than its share, `byQueue` less. */
  | { readonly kind: 'reclaimed'; readonly by: string; readonly victimQueue?: QueueUse; readonly byQueue?: QueueUse }
  /** It is placed again elsewhere, so that fewer GPUs are shared. */
  | { readonly kind: 'consolidated' }
  /** Too few pods of its group were left. */
  | { readonly kind: 'incomplete'; readonly minimum: number; readonly subGroup?: string }
);

const pod = String.raw`Pod (?<victim>[^\s/]+/[^\s/]+)`;
const preempted = new RegExp(String.raw`^${pod} was preempted by higher priority workload (?<by>\S+?)\.?(?=\s|$)`);
const reclaimed = new RegExp(String.raw`^${pod} was preempted by workload (?<by>\S+?)\.?(?=\s|$)`);
const consolidated = new RegExp(String.raw`^${pod} was preempted and rescheduled due to bin packing`);
const incomplete =
  /minimum required number of pods \((?<minimum>\d+)\)(?: in sub-group (?<subGroup>\S+?))?, evicting remaining pod: (?<victim>\S+)/;

/** Reads an `Evict` event of a PodGroup (KAI v0.17 pkg/scheduler/actions); undefined where it says something else. */
export function readEviction(text: string): Eviction | undefined {
  const trimmed = text.trim();
  const byPriority = preempted.exec(trimmed)?.groups;
  if (byPriority !== undefined) return { kind: 'preempted', victim: byPriority['victim'] ?? '', by: byPriority['by'] ?? '' };
  const byQueue = reclaimed.exec(trimmed)?.groups;
  if (byQueue !== undefined) {
    const [victimQueue, otherQueue] = trimmed
      .split('\n')
      .slice(1)
      .flatMap((line) => readUse(line) ?? []);
    return {
      kind: 'reclaimed',
      victim: byQueue['victim'] ?? '',
      by: byQueue['by'] ?? '',
      ...present({ victimQueue, byQueue: otherQueue }),
    };
  }
  const moved = consolidated.exec(trimmed)?.groups;
  if (moved !== undefined) return { kind: 'consolidated', victim: moved['victim'] ?? '' };
  const left = incomplete.exec(trimmed)?.groups;
  return left === undefined
    ? undefined
    : {
        kind: 'incomplete',
        victim: left['victim'] ?? '',
        minimum: Number(left['minimum']),
        ...present({ subGroup: left['subGroup'] }),
      };
}

/** `vision uses <GPU: 2, …> with a quota of <GPU: 1, …>, fair-share of <GPU: 1, …> and queue priority of <100>.` */
function readUse(line: string): QueueUse | undefined {
  const [, queue] = /^(\S+) uses /.exec(line.trim()) ?? [];
  if (queue === undefined) return undefined;
  const gpus = (after: string): number | undefined =>
    readAmount(new RegExp(`${after} <GPU: (Unlimited|-?\\d+(?:\\.\\d+)?)`).exec(line)?.[1]);
  return {
    queue,
    ...present({
      usesGpus: gpus('uses'),
      quotaGpus: gpus('quota of'),
      fairShareGpus: gpus('fair-share of'),
      priority: readAmount(/queue priority of <(-?\d+)>/.exec(line)?.[1]),
    }),
  };
}

/** Name of the workload whose PodGroup this is: `pg-<name>-<uid>`. The text as it is where it is built otherwise. */
export function workloadOfGroup(group: string): string {
  const [, name] = /^(?:[^/]*\/)?pg-(.+)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:-\S*)?$/.exec(group) ?? [];
  return name ?? group.replace(/^[^/]*\//, '');
}
