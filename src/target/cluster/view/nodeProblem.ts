import * as l10n from '@vscode/l10n';
import { findUntolerated, formatTaint, type Toleration } from '../../../gpu/taints.ts';
import type { Condition } from '../objects/metadata.ts';
import type { NodeObject, Taint } from '../objects/node.ts';
import type { KaiTraits } from './kaiTraits.ts';

/** Why a node takes no pods, or not those of a kind, whatever is free on it. */
export type NodeProblem =
  | { readonly kind: 'notReady'; readonly why?: string }
  | { readonly kind: 'cordoned' }
  | { readonly kind: 'taint'; readonly taint: Taint }
  /** What holds shares of GPUs to their limits does not work there. */
  | { readonly kind: 'fractioning'; readonly condition: Condition };

/** Of gpu-fractioning, by its name and its older one. */
const fractioningConditions: ReadonlySet<string> = new Set(['gpu-fractioning.nvidia.com/Ready', 'gpu-sharing.nvidia.com/Ready']);

/** What keeps all pods from a node; undefined where it takes some. */
export function findBlocked({ conditions, isCordoned }: NodeObject): NodeProblem | undefined {
  const ready = conditions.find(({ type }) => type === 'Ready');
  if (ready !== undefined && ready.status !== 'True') {
    const why = ready.message ?? ready.reason;
    return { kind: 'notReady', ...(why !== undefined && { why }) };
  }
  return isCordoned ? { kind: 'cordoned' } : undefined;
}

/** That a node is not ready for fractions, in the one mode of KAI that asks for it (0.18 on), or where the mode is not known. */
export function findUnreadyFractioning({ conditions }: NodeObject, { mode }: KaiTraits): NodeProblem | undefined {
  const condition = conditions.find(({ type }) => fractioningConditions.has(type));
  const isAsked = mode === undefined || mode === 'NvFractions';
  return isAsked && condition !== undefined && condition.status !== 'True' ? { kind: 'fractioning', condition } : undefined;
}

/** What keeps a pod from a node; `kai`: it asks KAI for a share of a GPU. */
export function findNodeProblem(
  node: NodeObject,
  { tolerations, kai }: { readonly tolerations: readonly Toleration[]; readonly kai: KaiTraits | undefined },
): NodeProblem | undefined {
  const blocked = findBlocked(node);
  if (blocked !== undefined) return blocked;
  const taint = findUntolerated(node.taints, tolerations);
  if (taint !== undefined) return { kind: 'taint', taint };
  return kai && findUnreadyFractioning(node, kai);
}

/** As a clause. */
export function describeNodeProblem(problem: NodeProblem): string {
  switch (problem.kind) {
    case 'notReady':
      return problem.why === undefined ? l10n.t('not ready') : l10n.t('not ready: {0}', problem.why);
    case 'cordoned':
      return l10n.t('cordoned: no new pods are placed here');
    case 'taint':
      return l10n.t('taint "{0}", which the pod does not tolerate', formatTaint(problem.taint));
    case 'fractioning':
      return describeFractioning(problem.condition);
  }
}

function describeFractioning({ type, status, reason, message }: Condition): string {
  const why = [reason, message].filter((part) => part !== undefined).join(': ');
  return why === ''
    ? l10n.t('not ready for fractions: condition {0} is {1}', type, status)
    : l10n.t('not ready for fractions: {0}', why);
}
