import * as l10n from '@vscode/l10n';
import { displayProduct } from '../../../gpu/product.ts';
import type { ClusterView, GapView, NodeView, WorkloadView } from '../../../target/cluster/clusterView.ts';
import type { Row, RowIcon, RowWord } from '../row.ts';
import { isShown, subjectOf, type ClusterLook } from './clusterLook.ts';
import { freeOf, summaryOf } from './contextSummary.ts';
import { countGpus, nodeRow } from './nodeRow.ts';
import { noteRow } from './noteRow.ts';
import { queueRows } from './queueRows.ts';
import { sectionRow } from './sectionRow.ts';
import { workloadRow } from './workloadRow.ts';

/** Nodes from so many on are grouped by their product. */
const groupedFrom = 7;

/** Makes the rows of which a cluster has many; `KeptRows` gives those again of which nothing changed. */
export interface RowMakers {
  node(view: NodeView, look: ClusterLook): Row;
  workload(parentId: string, workload: WorkloadView, look: ClusterLook): Row;
}

const freshRows: RowMakers = { node: nodeRow, workload: workloadRow };

/** `prod-eu    12 nodes · 96 GPUs · 31.5 free`; what it has below is drawn as far as it is known. */
export function contextRow(look: ClusterLook, makers: RowMakers = freshRows): Row {
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
    children: view === undefined ? [placeholderRow(look)] : childRows(look, view, makers),
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

function childRows(look: ClusterLook, view: ClusterView, makers: RowMakers): readonly Row[] {
  const { id } = look.context;
  const workloads = view.workloads.filter(({ namespace }) => isShown(look, namespace));
  const waiting = workloads.filter(({ state }) => state === 'waiting');
  const others = workloads.filter(({ state }) => state !== 'waiting');
  // of a cluster that does not answer one row says so, not one for each kind
  const gaps = look.state.kind === 'failed' ? [] : view.gaps;
  return [
    ...failureRows(look),
    ...pinnedRows(look, view, workloads, makers),
    ...gaps.filter(({ what }) => what === 'nodes').map((gap) => gapRow(id, gap)),
    ...nodeRows(look, view.nodes, (node) => makers.node(node, look)),
    ...queueSection(look, view),
    ...workloadSections({ look, waiting, others, hasStrays: view.strayWorkloads.length > 0 }, makers),
    ...gapSection(
      look,
      gaps.filter(({ what }) => what !== 'nodes'),
    ),
  ];
}

function queueSection(look: ClusterLook, { queues }: ClusterView): readonly Row[] {
  const id = `${look.context.id}/queues`;
  const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0);
  const description = waiting === 0 ? '' : l10n.t('{0} waiting', waiting);
  return queues.length === 0
    ? []
    : [sectionRow(look, { id, label: l10n.t('Queues'), description, children: queueRows(id, queues, look) })];
}

/** What little is missing is told in one place, and does not push away what is there. */
function gapSection(look: ClusterLook, gaps: readonly GapView[]): readonly Row[] {
  const id = `${look.context.id}/gaps`;
  const children = gaps.map((gap) => gapRow(look.context.id, gap));
  const label = l10n.t('Not readable, or in part ({0})', gaps.length);
  return gaps.length < 2 ? children : [sectionRow(look, { id, label, description: '', children, codicon: 'lock' })];
}

function gapRow(contextId: string, { what, message }: GapView): Row {
  return noteRow(`${contextId}/gap/${what}`, message, 'lock');
}

interface Workloads {
  readonly look: ClusterLook;
  readonly waiting: readonly WorkloadView[];
  readonly others: readonly WorkloadView[];
  /** Where nodes may not be read, slices are seen at their workloads alone. */
  readonly hasStrays: boolean;
}

function workloadSections({ look, waiting, others, hasStrays }: Workloads, makers: RowMakers): readonly Row[] {
  const draw = (id: string, label: string, workloads: readonly WorkloadView[], isOpenAtFirst: boolean): readonly Row[] =>
    workloads.length === 0
      ? []
      : [
          sectionRow(look, {
            id,
            label,
            description: '',
            children: workloads.map((workload) => makers.workload(id, workload, look)),
            isOpenAtFirst,
          }),
        ];
  const { id } = look.context;
  return [
    ...draw(`${id}/waiting`, l10n.t('Waiting ({0})', waiting.length), waiting, true),
    ...draw(`${id}/workloads`, l10n.t('Workloads ({0})', others.length), others, hasStrays),
  ];
}

/** Few nodes stand by themselves; many are grouped by product, those without one last. */
function nodeRows(look: ClusterLook, nodes: readonly NodeView[], rowOfNode: (view: NodeView) => Row): readonly Row[] {
  if (nodes.length < groupedFrom) return nodes.map(rowOfNode);
  // labels and devices spell the same product differently
  const groups = Map.groupBy(nodes, ({ product }) => (product === undefined ? '' : displayProduct(product)));
  return [...groups]
    .toSorted(([left], [right]) => Number(left === '') - Number(right === '') || left.localeCompare(right))
    .map(([product, members]) => {
      const gpus = members.reduce((sum, node) => sum + countGpus(node), 0);
      const name = product === '' ? l10n.t('product not known') : product;
      return sectionRow(look, {
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
  makers: RowMakers,
): readonly Row[] {
  const { context, pins } = look;
  const id = `${context.id}/pinned`;
  const rows = [
    ...nodes.filter(({ name }) => pins.has(`${context.id}/node/${name}`)).map((node) => underPin(id, makers.node(node, look))),
    ...workloads
      .filter((workload) => pins.has(`${context.id}/workload/${workload.id}`))
      .map((workload) => workloadRow(id, workload, look)),
  ];
  return rows.length === 0
    ? []
    : [
        sectionRow(look, {
          id,
          label: l10n.t('Pinned'),
          description: '',
          children: rows,
          isOpenAtFirst: true,
          codicon: 'pinned',
        }),
      ];
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
