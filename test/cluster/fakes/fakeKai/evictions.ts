import type { PodObject } from '../../../../src/target/cluster/objects/pod.ts';
import { tell, type StandInContext } from '../standIn.ts';
import type { Write } from '../write.ts';
import { writeNumber } from './fitTexts.ts';
import { idOf, isAlive, membersOf, type GroupState, type KaiState, type QueueState } from './kaiState.ts';
import { addUse, boundOf, requestedOfQueue, useOf, useOfQueue, type Use } from './queueUse.ts';
import type { Attempt, CycleState } from './scheduler.ts';

interface Victim {
  readonly group: GroupState;
  readonly pod: PodObject;
}

/** Who has to go for a group: by priority within a queue, or from a queue that has more than its quota. */
export interface Eviction {
  readonly kind: 'preempt' | 'reclaim';
  readonly victims: readonly Victim[];
  readonly attempt: Attempt;
}

/**
 * As few of the newest and least important victims as make room. Within a queue what is preemptible gives way to higher priority;
 * between queues only what goes over a quota does, to work within its own (KAI v0.17 actions preempt and reclaim).
 */
export function findEviction(
  group: GroupState,
  pods: readonly PodObject[],
  state: CycleState,
  tryWithout: (gone: ReadonlySet<string>) => Attempt | undefined,
): Eviction | undefined {
  const queue = state.queues.find(({ name }) => name === group.queue);
  const candidates = state.groups.filter((other) => other !== group && other.isPreemptible);
  const lesser = candidates.filter(({ priority, queue: name }) => name === group.queue && priority < group.priority);
  const others = queue && isWithinQuota(queue, pods, state) ? candidates.filter(({ queue: name }) => name !== group.queue) : [];
  return (
    choose('preempt', byImportance(lesser, state), () => true, tryWithout) ??
    choose('reclaim', byImportance(others, state), (victim, gone) => isOverQuota(victim.group, gone, state), tryWithout)
  );
}

function byImportance(groups: readonly GroupState[], state: KaiState): readonly Victim[] {
  return groups
    .flatMap((group) => membersOf(group, state).map((pod) => ({ group, pod })))
    .filter(({ pod }) => isAlive(pod) && pod.nodeName !== undefined)
    .reverse()
    .toSorted((left, right) => left.group.priority - right.group.priority);
}

function choose(
  kind: Eviction['kind'],
  candidates: readonly Victim[],
  mayGo: (victim: Victim, gone: ReadonlySet<string>) => boolean,
  tryWithout: (gone: ReadonlySet<string>) => Attempt | undefined,
): Eviction | undefined {
  const victims: Victim[] = [];
  for (const victim of candidates) {
    if (!mayGo(victim, new Set(victims.map(({ pod }) => idOf(pod))))) continue;
    victims.push(victim);
    if (tryWithout(new Set(victims.map(({ pod }) => idOf(pod)))) === undefined) continue;
    return spareNeedless(kind, victims, tryWithout);
  }
  return undefined;
}

/** Those that came first into the list and whose room is not needed stay. */
function spareNeedless(
  kind: Eviction['kind'],
  victims: readonly Victim[],
  tryWithout: (gone: ReadonlySet<string>) => Attempt | undefined,
): Eviction | undefined {
  const needed = victims.reduce((kept, victim) => {
    const rest = kept.filter((each) => each !== victim);
    return rest.length > 0 && tryWithout(new Set(rest.map(({ pod }) => idOf(pod)))) !== undefined ? rest : kept;
  }, victims);
  const attempt = tryWithout(new Set(needed.map(({ pod }) => idOf(pod))));
  return attempt && { kind, victims: needed, attempt };
}

function isWithinQuota(queue: QueueState, pods: readonly PodObject[], state: CycleState): boolean {
  const asked = addUse(...pods.map((pod) => useOf(pod, state.placed)));
  return useOfQueue(queue, state, state.placed).gpus + asked.gpus <= boundOf(queue, 'quota').gpus;
}

function isOverQuota(group: GroupState, gone: ReadonlySet<string>, state: CycleState): boolean {
  const queue = state.queues.find(({ name }) => name === group.queue);
  if (queue === undefined) return true;
  const held = useOfQueue(queue, state, state.placed, (_, pod) => !gone.has(idOf(pod)));
  return held.gpus > boundOf(queue, 'quota').gpus;
}

/** Ends the victims in the names of those who come, and says so of each. */
export function evict(group: GroupState, eviction: Eviction, state: CycleState, context: StandInContext): readonly Write[] {
  const component = 'kai-scheduler';
  const pipelined = eviction.attempt.assignments.map(({ pod, place }) => {
    const message = `Pod ${idOf(pod)} was pipelined to node ${place.node.name}`;
    return tell({ about: pod.source, type: 'Normal', reason: 'Pipelined', message, component }, context);
  });
  const ended = eviction.victims.flatMap(({ group: of, pod }): readonly Write[] => {
    const message = describeEviction(eviction.kind, pod, of, group, state);
    return [
      {
        kind: 'patch',
        object: of.source,
        patch: { metadata: { annotations: { 'kai.scheduler/last-eviction-timestamp': context.now() } } },
      },
      { kind: 'delete', object: pod.source },
      tell({ about: of.source, type: 'Normal', reason: 'Evict', message, component }, context),
    ];
  });
  return [...pipelined, ...ended];
}

function describeEviction(kind: Eviction['kind'], pod: PodObject, of: GroupState, by: GroupState, state: CycleState): string {
  if (kind === 'preempt') return `Pod ${idOf(pod)} was preempted by higher priority workload ${idOf(by)}`;
  const lines = [of.queue, by.queue].flatMap((name) => {
    const queue = state.queues.find((each) => each.name === name);
    return queue === undefined ? [] : [describeQueue(queue, state)];
  });
  return [`Pod ${idOf(pod)} was preempted by workload ${idOf(by)}.`, ...lines].join('\n');
}

/** The fair share of a queue is told as what it asks within its quota: work is reclaimed only where nothing is left to share out. */
function describeQueue(queue: QueueState, state: CycleState): string {
  const nodes = state.placed;
  const requested = requestedOfQueue(queue, state, nodes);
  const quota = boundOf(queue, 'quota');
  const share: Use = {
    gpus: Math.min(requested.gpus, quota.gpus),
    cores: Math.min(requested.cores, quota.cores),
    bytes: Math.min(requested.bytes, quota.bytes),
  };
  const used = useOfQueue(queue, state, nodes);
  return `${queue.name} uses <${writeUse(used)}> with a quota of <${writeUse(quota)}>, fair-share of <${writeUse(share)}> and queue priority of <${queue.priority ?? 100}>.`;
}

function writeUse({ gpus, cores, bytes }: Use): string {
  const write = (value: number): string => (value === Infinity ? 'Unlimited' : writeNumber(value));
  return `GPU: ${write(gpus)}, CPU: ${write(cores)} (cores), memory: ${write(bytes / 1e9)} (GB)`;
}
