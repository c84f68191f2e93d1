import { findGroups, type ClusterNode } from '../../gpu/clusterNode.ts';
import { comparePlaces, placeOnCluster, usedMiBOf, type NodePlace, type PodRequest } from '../../gpu/placeOnCluster.ts';
import type { Disagreement } from './judgeRecorded.ts';
import type { RecordedCluster, RecordedPlacement } from './recordedCluster.ts';
import { replayCluster } from './replayCluster.ts';

/** What is held to the scheduler's: whether the pod fits at all, its node and its GPUs. */
export type Subject = 'verdict' | 'node' | 'gpu';

/** One judgement on a step; without a disagreement we say the same. */
export interface Judgement {
  readonly subject: Subject;
  /** Counted from 1. */
  readonly step: number;
  readonly pod: string;
  readonly disagreement?: Disagreement;
}

/**
 * Holds our placements on a recorded cluster to the scheduler's. Every pod gives a verdict; node and GPU are judged only where the
 * rules of `placeOnCluster` prefer one to another, and one of several equal ones is right.
 */
export function judgeCluster(recorded: RecordedCluster): readonly Judgement[] {
  return replayCluster(recorded).flatMap(({ step, placement, request, cluster }) =>
    judgeStep(placement, request, cluster).map((judgement) => ({ ...judgement, step, pod: placement.pod.name })),
  );
}

type StepJudgement = Pick<Judgement, 'subject' | 'disagreement'>;

function judgeStep(
  { outcome }: RecordedPlacement,
  request: PodRequest | undefined,
  cluster: readonly ClusterNode[],
): readonly StepJudgement[] {
  const expected = outcome.bound ? `bound to ${outcome.node}` : `refused (${outcome.perNode?.join(' ') ?? 'no reason'})`;
  if (request === undefined) return [{ subject: 'verdict', disagreement: { expected, got: 'no request for a GPU' } }];
  const { places, refusals } = placeOnCluster(request, cluster);
  const taken = outcome.bound ? places.find(({ node }) => node.name === outcome.node) : undefined;
  if (outcome.bound ? taken === undefined : places.length > 0) {
    const got = [
      ...places.map(({ node }) => `fits ${node.name}`),
      ...refusals.map(({ node, reasons }) => `${node.name}: ${JSON.stringify(reasons)}`),
    ];
    return [{ subject: 'verdict', disagreement: { expected, got: got.join('; ') } }];
  }
  if (!outcome.bound || taken === undefined) return [{ subject: 'verdict' }];
  return [{ subject: 'verdict' }, ...judgeNode(taken, places), ...judgeGpus(taken, outcome.groups)];
}

function judgeNode(taken: NodePlace, places: readonly NodePlace[]): readonly StepJudgement[] {
  const [first] = places;
  if (first === undefined || places.every((place) => comparePlaces(first, place) === 0)) return [];
  if (comparePlaces(first, taken) === 0) return [{ subject: 'node' }];
  return [{ subject: 'node', disagreement: { expected: taken.node.name, got: first.node.name } }];
}

function judgeGpus({ node, gpus, otherGpus }: NodePlace, groups: readonly string[]): readonly StepJudgement[] {
  const options = [...gpus, ...otherGpus];
  const isChoice = otherGpus.length > 0 && new Set(options.map(usedMiBOf)).size > 1;
  if (groups.length === 0 || !isChoice) return [];
  const existing = new Map(findGroups(node).map(({ id, usedMiB }) => [id, usedMiB]));
  const taken = groups.map((id) => existing.get(id) ?? 0);
  const [expected, got] = [taken, gpus.map(usedMiBOf)].map((used) => used.toSorted((left, right) => right - left).join(', '));
  if (expected === got) return [{ subject: 'gpu' }];
  const describe = (used = ''): string => `GPUs of ${node.name} on which ${used} MiB are held`;
  return [{ subject: 'gpu', disagreement: { expected: describe(expected), got: describe(got) } }];
}
