import * as l10n from '@vscode/l10n';
import { matchesNode } from '../../../gpu/dra/nodeSelector.ts';
import { describeNodeReason } from '../../../gpu/describeNodeReason.ts';
import type { FoundWorkload } from '../../../manifest/requests.ts';
import { scalarText } from '../../../manifest/scalarText.ts';
import type { NodeView } from '../clusterView.ts';
import { findFraction } from '../view/gpuUse.ts';
import type { KaiTraits } from '../view/kaiTraits.ts';
import { describeNodeProblem, findNodeProblem } from '../view/nodeProblem.ts';

/** What keeps a pod from a node before its GPUs are looked at: its state, taints, labels. */
export function listGateReasons(found: FoundWorkload, { node, name, sharing }: NodeView, traits: KaiTraits): readonly string[] {
  const { nodeRules, nodeSelector } = found.workload.template;
  const asksShare = sharing === 'kai' && findFraction(found) !== undefined;
  const problem = findNodeProblem(node, { tolerations: nodeRules.tolerations, kai: asksShare ? traits : undefined });
  const unmatched = nodeSelector.find(({ key, value }) => node.labels[key.value] !== scalarText(value.value));
  const isRefused = nodeRules.nodeAffinity !== undefined && !matchesNode(nodeRules.nodeAffinity, { name, labels: node.labels });
  const reasons = [
    problem && describeNodeProblem(problem),
    unmatched && describeUnmatched(unmatched.key.value, scalarText(unmatched.value.value), node.labels[unmatched.key.value]),
    isRefused ? l10n.t('the node affinity of the pod asks for other labels') : undefined,
  ];
  return reasons.filter((reason) => reason !== undefined);
}

function describeUnmatched(label: string, wanted: string, found: string | undefined): string {
  return describeNodeReason({ kind: 'selector', label, wanted, ...(found !== undefined && { found }) });
}
