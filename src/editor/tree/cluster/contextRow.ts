import * as l10n from '@vscode/l10n';
import { displayProduct } from '../../../gpu/product.ts';
import type { ClusterView, NodeView, WorkloadView } from '../../../target/cluster/clusterView.ts';
import type { Row, RowIcon, RowWord } from '../row.ts';
import { isShown, subjectOf, type ClusterLook } from './clusterLook.ts';
import { countGpus, nodeRow } from './nodeRow.ts';
import { queueRows } from './queueRows.ts';
import { workloadRow } from './workloadRow.ts';

/** Nodes from so many on are grouped by their product. */
const groupedFrom = 7;

/** `prod-eu    12 nodes · 96 GPUs · 31.5 free`; what it has below is drawn as far as it is known. */
export function contextRow(look: ClusterLook, rowOfNode: (view: NodeView) => Row = (view) => nodeRow(view, look)): Row {
  const { context, view, pins } = look;
  const isPinned = pins.has(context.id);
  const description = summaryOf(look).join(' · ');
  const state = stateOf(look);
  return {
    id: context.id,
    label: context.name,
    description,
    icon: iconOf(look),
    words: ['context', 'pinnable', ...(isPinned ? (['pinned'] as const) : []), ...state],
    spoken: [l10n.t('cluster {0}', context.name), description].join(', '),
    subject: subjectOf(look, context.id, { kind: 'context' }),
    // Without a child there is nothing to open, and opening it is what connects.
    children: view === undefined ? [placeholderRow(look)] : childRows(look, view, rowOfNode),
    isOpenAtFirst: isPinned,
    details: () => [
      { label: l10n.t('server'), value: context.server },
      { label: l10n.t('user'), value: context.user },
      { label: l10n.t('namespace'), value: context.namespace },
      { label: l10n.t('kubeconfig'), value: context.file },
      ...(look.state.kind === 'connected' ? [{ label: l10n.t('version'), value: look.state.version }] : []),
      ...(look.state.kind === 'failed' ? [{ label: l10n.t('why'), value: look.state.error.message }] : []),
      ...(context.problem === undefined ? [] : [{ label: l10n.t('why'), value: context.problem }]),
    ],
  };
}

function stateOf({ context, state }: ClusterLook): readonly RowWord[] {
  if (context.problem !== undefined || state.kind === 'failed') return ['failed'];
  return state.kind === 'connected' ? ['connected'] : [];
}

function iconOf({ context, state }: ClusterLook): RowIcon {
  if (context.problem !== undefined || state.kind === 'failed') return { codicon: 'error' };
  return { codicon: state.kind === 'connecting' ? 'loading~spin' : state.kind === 'connected' ? 'vm-active' : 'vm' };
}

function summaryOf({ context, state, view, namespaces }: ClusterLook): readonly string[] {
  if (context.problem !== undefined) return [context.problem];
  const filter = namespaces.length === 0 ? [] : [l10n.t('only {0}', namespaces.join(', '))];
  switch (state.kind) {
    case 'idle':
      return context.isCurrent ? [l10n.t('current context')] : [l10n.t('not connected')];
    case 'failed':
      return [l10n.t('does not answer'), ...(view === undefined ? [] : figuresOf(view)), ...filter];
    case 'connecting':
      return view === undefined ? [l10n.t('connecting…')] : [...figuresOf(view), l10n.t('updating'), ...filter];
    case 'connected':
      return view === undefined ? [l10n.t('reading…')] : [...figuresOf(view), ...filter];
  }
}

/** `simulated`, `12 nodes`, `96 GPUs`, `31.5 free`. */
function figuresOf({ nodes }: ClusterView): readonly string[] {
  if (nodes.length === 0) return [l10n.t('no GPU node')];
  const gpus = nodes.reduce((sum, node) => sum + countGpus(node), 0);
  return [
    ...(nodes.every(({ isSimulated }) => isSimulated) ? [l10n.t('simulated')] : []),
    nodes.length === 1 ? l10n.t('1 node') : l10n.t('{0} nodes', nodes.length),
    l10n.t('{0} GPUs', gpus),
    l10n.t('{0} free', freeOf(nodes)),
  ];
}

function freeOf(nodes: readonly NodeView[]): number {
  return Math.round(nodes.reduce((sum, { freeShare }) => sum + freeShare, 0) * 100) / 100;
}

function childRows(look: ClusterLook, view: ClusterView, rowOfNode: (view: NodeView) => Row): readonly Row[] {
  const { id } = look.context;
  const workloads = view.workloads.filter(({ namespace }) => isShown(look, namespace));
  const waiting = workloads.filter(({ state }) => state === 'waiting');
  const others = workloads.filter(({ state }) => state !== 'waiting');
  const waitingInQueues = view.queues.reduce((sum, queue) => sum + queue.waiting, 0);
  return [
    ...failureRows(look),
    ...pinnedRows(look, view, workloads, rowOfNode),
    ...view.gaps.map(({ what, message }) => noteRow(`${id}/gap/${what}`, message, 'lock')),
    ...nodeRows(look, view.nodes, rowOfNode),
    ...(view.queues.length === 0
      ? []
      : [
          section(look, {
            id: `${id}/queues`,
            label: l10n.t('Queues'),
            description: waitingInQueues === 0 ? '' : l10n.t('{0} waiting', waitingInQueues),
            children: queueRows(`${id}/queues`, view.queues, look),
          }),
        ]),
    ...workloadSections(look, waiting, others),
  ];
}

function workloadSections(look: ClusterLook, waiting: readonly WorkloadView[], others: readonly WorkloadView[]): readonly Row[] {
  const { id } = look.context;
  const [waitingId, othersId] = [`${id}/waiting`, `${id}/workloads`];
  return [
    ...(waiting.length === 0
      ? []
      : [
          section(look, {
            id: waitingId,
            label: l10n.t('Waiting ({0})', waiting.length),
            description: '',
            children: waiting.map((workload) => workloadRow(waitingId, workload, look)),
            isOpenAtFirst: true,
          }),
        ]),
    ...(others.length === 0
      ? []
      : [
          section(look, {
            id: othersId,
            label: l10n.t('Workloads ({0})', others.length),
            description: '',
            children: others.map((workload) => workloadRow(othersId, workload, look)),
          }),
        ]),
  ];
}

/** Few nodes stand by themselves; many are grouped by product, those without one last. */
function nodeRows(look: ClusterLook, nodes: readonly NodeView[], rowOfNode: (view: NodeView) => Row): readonly Row[] {
  if (nodes.length < groupedFrom) return nodes.map(rowOfNode);
  const groups = Map.groupBy(nodes, ({ product = '' }) => product);
  return [...groups]
    .toSorted(([left], [right]) => Number(left === '') - Number(right === '') || left.localeCompare(right))
    .map(([product, members]) => {
      const gpus = members.reduce((sum, node) => sum + countGpus(node), 0);
      const name = product === '' ? l10n.t('product not known') : displayProduct(product);
      return section(look, {
        id: `${look.context.id}/product/${product}`,
        label: `${name} × ${gpus}`,
        description: l10n.t('{0} free', freeOf(members)),
        children: members.map(rowOfNode),
      });
    });
}

/** The rows that the user pinned, once more, under ids of their own. */
function pinnedRows(
  look: ClusterLook,
  { nodes }: ClusterView,
  workloads: readonly WorkloadView[],
  rowOfNode: (view: NodeView) => Row,
): readonly Row[] {
  const { context, pins } = look;
  const id = `${context.id}/pinned`;
  const rows = [
    ...nodes.filter(({ name }) => pins.has(`${context.id}/node/${name}`)).map((node) => underPin(id, rowOfNode(node))),
    ...workloads
      .filter((workload) => pins.has(`${context.id}/workload/${workload.id}`))
      .map((workload) => workloadRow(id, workload, look)),
  ];
  return rows.length === 0
    ? []
    : [section(look, { id, label: l10n.t('Pinned'), description: '', children: rows, isOpenAtFirst: true, codicon: 'pinned' })];
}

function underPin(pinId: string, row: Row): Row {
  return { ...row, id: `${pinId}/${row.id}`, children: row.children.map((child) => underPin(pinId, child)) };
}

function failureRows({ context, state }: ClusterLook): readonly Row[] {
  return state.kind === 'failed' ? [noteRow(`${context.id}/failure`, state.error.message, 'error', ['failed'])] : [];
}

function placeholderRow({ context, state }: ClusterLook): Row {
  const { id, problem } = context;
  if (problem !== undefined) return noteRow(`${id}/failure`, problem, 'error');
  if (state.kind === 'failed') return noteRow(`${id}/failure`, state.error.message, 'error', ['failed']);
  return noteRow(`${id}/connecting`, l10n.t('connecting to {0}…', context.server), 'loading~spin');
}

/** A message for a person in the place of what it is about. */
function noteRow(id: string, message: string, codicon: string, words: readonly RowWord[] = []): Row {
  return {
    id,
    label: message,
    description: '',
    icon: { codicon },
    words,
    spoken: message,
    subject: {},
    children: [],
    details: () => [{ label: l10n.t('why'), value: message }],
  };
}

interface Section {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly children: readonly Row[];
  readonly isOpenAtFirst?: boolean;
  readonly codicon?: string;
}

function section(look: ClusterLook, { id, label, description, children, isOpenAtFirst, codicon }: Section): Row {
  return {
    id,
    label,
    description,
    ...(codicon !== undefined && { icon: { codicon } }),
    words: [],
    spoken: [label, description].filter(Boolean).join(', '),
    subject: subjectOf(look, id, { kind: 'section' }),
    children,
    ...(isOpenAtFirst !== undefined && { isOpenAtFirst }),
    details: () => [],
  };
}
