import * as l10n from '@vscode/l10n';
import { formatTaint, type Toleration } from '../../../gpu/taints.ts';
import type { ClusterObjects } from '../clusterObjects.ts';
import { asList, asRecord } from '../objects/fields.ts';
import type { NodeObject } from '../objects/node.ts';
import type { PodObject } from '../objects/pod.ts';
import { readToleration } from '../objects/toleration.ts';
import { findFraction } from '../view/gpuUse.ts';
import { isKaiScheduler, readKaiTraits } from '../view/kaiTraits.ts';
import { describeNodeProblem, findNodeProblem, type NodeProblem } from '../view/nodeProblem.ts';
import { readPodAsk } from '../view/podAsk.ts';
import { remembering } from '../view/remembering.ts';
import type { Cure } from './cure.ts';

/** Why a node takes no such pod at the moment, whatever it has free; undefined where it does. */
export function whyOut(
  node: NodeObject,
  pod: PodObject,
  objects: ClusterObjects,
): { readonly text: string; readonly cure: Cure } | undefined {
  const traits = readKaiTraits(objects);
  const asksShare = isKaiScheduler(pod.schedulerName, traits) && findFraction(readPodAsk(pod)) !== undefined;
  const problem = findNodeProblem(node, { tolerations: tolerationsOf(pod), kai: asksShare ? traits : undefined });
  return problem && { text: describeNodeProblem(problem), cure: cureOf(problem, node.name) };
}

const tolerationsOf = remembering(({ source }: PodObject): readonly Toleration[] =>
  asList(asRecord(source['spec'])['tolerations']).map(readToleration),
);

function cureOf(problem: NodeProblem, node: string): Cure {
  return problem.kind === 'taint'
    ? { kind: 'changeManifest', what: l10n.t('Add a toleration for taint "{0}".', formatTaint(problem.taint)) }
    : { kind: 'askOperator', what: l10n.t('Ask who runs the cluster when {0} comes back.', node) };
}
