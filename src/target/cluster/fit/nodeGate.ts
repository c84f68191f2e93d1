import * as l10n from '@vscode/l10n';
import { matchesNode } from '../../../gpu/dra/nodeSelector.ts';
import { describeNodeReason } from '../../../gpu/describeNodeReason.ts';
import { findUntolerated, formatTaint } from '../../../gpu/taints.ts';
import { scalarText } from '../../../manifest/scalarText.ts';
import type { PodTemplate } from '../../../manifest/workload.ts';
import type { NodeView } from '../clusterView.ts';
import { describeBlocked } from '../view/nodeNotes.ts';

/** What keeps a pod from a node before its GPUs are looked at: its state, taints, labels. */
export function listGateReasons({ nodeRules, nodeSelector }: PodTemplate, { node, name }: NodeView): readonly string[] {
  const blocked = describeBlocked(node);
  const taint = findUntolerated(
    node.taints.filter(({ key }) => !isOfState(key)),
    nodeRules.tolerations,
  );
  const unmatched = nodeSelector.find(({ key, value }) => node.labels[key.value] !== scalarText(value.value));
  const isRefused = nodeRules.nodeAffinity !== undefined && !matchesNode(nodeRules.nodeAffinity, { name, labels: node.labels });
  const reasons = [
    blocked,
    taint && l10n.t('the pod does not tolerate its taint {0}', formatTaint(taint)),
    unmatched && describeUnmatched(unmatched.key.value, scalarText(unmatched.value.value), node.labels[unmatched.key.value]),
    isRefused ? l10n.t('the node affinity of the pod asks for other labels') : undefined,
  ];
  return reasons.filter((reason) => reason !== undefined);
}

/** Told by the state of the node already. */
function isOfState(key: string): boolean {
  return ['unschedulable', 'not-ready', 'unreachable'].some((state) => key === `node.kubernetes.io/${state}`);
}

function describeUnmatched(label: string, wanted: string, found: string | undefined): string {
  return describeNodeReason({ kind: 'selector', label, wanted, ...(found !== undefined && { found }) });
}
