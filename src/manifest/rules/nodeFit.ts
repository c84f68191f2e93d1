import * as l10n from '@vscode/l10n';
import { describeAmount } from '../../gpu/amount.ts';
import { countedMiBOfLabel } from '../../gpu/fraction.ts';
import type { FractionRequest } from '../../gpu/request.ts';
import type { NodeFacts, NodeSharing } from '../clusterFacts.ts';
import type { RequestResult } from '../dialects/dialects.ts';
import type { Finding } from '../finding.ts';
import { isTemplated } from '../isTemplated.ts';
import { scalarText } from '../scalarText.ts';
import { firstLineOf } from '../textRange.ts';
import type { RuleInput } from './rule.ts';
import type { RuleId } from './ruleTable.ts';

/** Nodes on which KAI and Run:ai place no fractions. */
const withoutFractions: ReadonlySet<NodeSharing> = new Set(['mig', 'dra', 'hami']);

/** Whether any node of a known cluster could ever hold what a pod asks for, were it empty (KAI v0.17 pkg/scheduler/api/node_info). */
export function checkNodeFit(input: RuleInput, result: RequestResult): readonly Finding[] {
  const { cluster } = input;
  if (cluster.nodes === undefined || cluster.nodes.length === 0) return [];
  if (result.kind !== 'request') return [];
  const say = (rule: RuleId, message: string): readonly Finding[] => [
    { rule, severity: 'warning', message, range: firstLineOf(result.range), fixes: [] },
  ];
  const chosen = selectNodes(input, cluster.nodes);
  if (chosen.nodes.length === 0) {
    return say(
      'node-fit',
      l10n.t(
        'no node of the cluster has {0}, which nodeSelector wants: the pods stay Pending. Change the selector.',
        chosen.selected,
      ),
    );
  }
  // HAMi counts its nodes by itself.
  if (result.dialect === 'hami') return [];
  if (result.dialect === 'wholeGpu') return checkCount(result.request, chosen.nodes.map(wholeGpus), say);
  const nodes = chosen.nodes.filter(({ sharing }) => !withoutFractions.has(sharing));
  if (nodes.length === 0) {
    const owners = [...new Set(chosen.nodes.map(({ sharing }) => sharing))].map(nameOwner).join(l10n.t(' and '));
    return say(
      'no-fraction-node',
      l10n.t(
        'no node in question takes fractions: their GPUs are handed out by {0}. Ask in their way, or use other nodes.',
        owners,
      ),
    );
  }
  return checkShared(result.request, nodes, say);
}

type Say = (rule: RuleId, message: string) => readonly Finding[];

function checkCount({ devices }: FractionRequest, gpus: readonly number[], say: Say): readonly Finding[] {
  const most = Math.max(...gpus);
  if (devices <= most) return [];
  if (most <= 0) {
    return say('node-fit', l10n.t('no node in question has a GPU, so the pods stay Pending. Use other nodes.'));
  }
  return say(
    'node-fit',
    l10n.t('{0} GPUs on one node: no node has more than {1}, so the pods stay Pending. Ask for fewer devices.', devices, most),
  );
}

function checkShared(request: FractionRequest, nodes: readonly NodeFacts[], say: Say): readonly Finding[] {
  const tooMany = checkCount(
    request,
    nodes.map(({ gpus }) => gpus),
    say,
  );
  const amount = request.request;
  if (tooMany.length > 0 || amount.kind === 'share') return tooMany;
  const measured = nodes.flatMap(({ memoryMiB, ...node }) =>
    memoryMiB === undefined ? [] : [{ ...node, countedMiB: countedMiBOfLabel(memoryMiB) }],
  );
  if (measured.length === 0) {
    return say(
      'no-memory-label',
      l10n.t(
        'no node in question has the label nvidia.com/gpu.memory: KAI never schedules a request in memory there. Use gpu-fraction, or label the nodes.',
      ),
    );
  }
  const enough = measured.filter(({ countedMiB }) => countedMiB >= amount.memoryMiB);
  if (enough.length > 0)
    return checkCount(
      request,
      enough.map(({ gpus }) => gpus),
      say,
    );
  const largest = measured.reduce((best, node) => (node.countedMiB > best.countedMiB ? node : best));
  return say(
    'node-fit',
    l10n.t(
      '{0} on one GPU: the largest of the cluster counts {1} MiB{2}, so the pods stay Pending. Ask for less, or for parts of several devices.',
      describeAmount(amount),
      largest.countedMiB,
      largest.product === undefined ? '' : ` (${largest.product})`,
    ),
  );
}

/** GPUs that pods can ask for: with replicas there are more than devices. */
function wholeGpus({ gpus, resources }: NodeFacts): number {
  return resources['nvidia.com/gpu'] ?? gpus;
}

/** By the two labels that the facts know; of others nothing is said. */
function selectNodes(
  { item }: RuleInput,
  nodes: readonly NodeFacts[],
): { readonly nodes: readonly NodeFacts[]; readonly selected: string } {
  const wanted = item.workload.template.nodeSelector.flatMap(({ key, value }) => {
    const text = scalarText(value.value);
    return isTemplated(text) ? [] : [{ key: key.value, text }];
  });
  const product = wanted.find(({ key }) => key === 'nvidia.com/gpu.product')?.text;
  const host = wanted.find(({ key }) => key === 'kubernetes.io/hostname')?.text;
  const fits = (node: NodeFacts): boolean =>
    (product === undefined || node.product === undefined || node.product === product) &&
    (host === undefined || node.name === host);
  return { nodes: nodes.filter(fits), selected: [product, host].filter((each) => each !== undefined).join(', ') };
}

function nameOwner(sharing: NodeSharing): string {
  return sharing === 'mig' ? 'MIG' : sharing === 'dra' ? 'DRA' : sharing === 'hami' ? 'HAMi' : sharing;
}
