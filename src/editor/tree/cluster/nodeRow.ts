import * as l10n from '@vscode/l10n';
import { formatGiB, formatMiB } from '../../../gpu/memory.ts';
import { displayProduct } from '../../../gpu/product.ts';
import { formatPercent } from '../../../gpu/share.ts';
import type { GpuView, NodeView } from '../../../target/cluster/clusterView.ts';
import { bar } from '../deviceRow.ts';
import type { Detail, Row } from '../row.ts';
import { isShown, subjectOf, type ClusterLook } from './clusterLook.ts';
import { podSliceRow } from './podSliceRow.ts';
import { sharingName } from './sharingName.ts';

/** `gpu-07    3 of 8 GPUs free · 4.6 free · KAI` */
export function nodeRow(view: NodeView, look: ClusterLook): Row {
  const { name, freeGpus, freeShare, sharing, notes, isSimulated, product } = view;
  const id = `${look.context.id}/node/${name}`;
  const isPinned = look.pins.has(id);
  const [note] = notes;
  const summary = [
    l10n.t('{0} of {1} GPUs free', freeGpus, countGpus(view)),
    ...(Math.abs(freeShare - freeGpus) < 0.005 ? [] : [l10n.t('{0} free', round(freeShare))]),
    sharingName(sharing),
    ...(isSimulated ? [l10n.t('simulated')] : []),
    ...(note === undefined ? [] : [note]),
  ];
  return {
    id,
    label: name,
    description: summary.join(' · '),
    icon: { codicon: note === undefined ? 'server' : 'warning' },
    words: ['node', 'pinnable', ...(isPinned ? (['pinned'] as const) : [])],
    spoken: [l10n.t('node {0}', name), ...(product === undefined ? [] : [displayProduct(product)]), ...summary].join(', '),
    subject: subjectOf(look, id, { kind: 'node', node: name }),
    children: gpuRows(id, view, look),
    details: () => details(view),
  };
}

/** Pieces that nothing tells apart are drawn as one GPU that stands for several. */
export function countGpus({ gpus }: NodeView): number {
  return countOf(gpus);
}

function countOf(gpus: readonly GpuView[]): number {
  return gpus.reduce((sum, { count = 1 }) => sum + count, 0);
}

function gpuRows(nodeId: string, view: NodeView, look: ClusterLook): readonly Row[] {
  const free = view.gpus.filter((gpu) => gpu.kind === 'free' && gpu.unusable === undefined);
  const others = view.gpus.filter((gpu) => !free.includes(gpu));
  return [
    ...others.map((gpu) => gpuRow(nodeId, view, gpu, look)),
    ...(countOf(free) > 1 ? [freeGpusRow(nodeId, view, free, look)] : free.map((gpu) => gpuRow(nodeId, view, gpu, look))),
  ];
}

/** GPUs that nobody uses look all the same, and no API tells them apart. */
function freeGpusRow(nodeId: string, { name }: NodeView, free: readonly GpuView[], look: ClusterLook): Row {
  const id = `${nodeId}/free`;
  const [first] = free;
  const memory = first?.countedMiB === undefined ? '' : l10n.t('{0} each', formatGiB(first.countedMiB));
  const label = l10n.t('{0} free GPUs', countOf(free));
  return {
    id,
    label,
    description: memory,
    icon: { codicon: 'circle-outline' },
    words: ['gpu'],
    spoken: [label, memory].join(', '),
    subject: subjectOf(look, id, { kind: 'gpu', node: name, gpu: first?.id ?? '' }),
    children: [],
    details: () => free.flatMap(({ uuid }) => (uuid === undefined ? [] : [{ label: l10n.t('uuid'), value: uuid }])),
  };
}

/** `▮▮▮▮▮▮▮▯▯▯  gpu 2    25 % free · 19.9 GiB` */
function gpuRow(nodeId: string, { name }: NodeView, gpu: GpuView, look: ClusterLook): Row {
  const id = `${nodeId}/gpu/${gpu.id}`;
  const title = titleOf(gpu);
  const description = gpu.unusable ?? freeText(gpu);
  const shown = gpu.slices.filter(({ pod }) => isShown(look, pod.namespace));
  const hidden = gpu.slices.length - shown.length;
  return {
    id,
    label: gpu.unusable === undefined ? `${bar(gpu.freeShare, 1)}  ${title}` : title,
    description,
    ...(gpu.unusable !== undefined && { icon: { codicon: 'warning' } }),
    words: ['gpu'],
    spoken: [title, description].join(', '),
    subject: subjectOf(look, id, { kind: 'gpu', node: name, gpu: gpu.id }),
    children: [...shown.map((slice) => podSliceRow(id, slice, look)), ...(hidden === 0 ? [] : [hiddenRow(id, hidden)])],
    isOpenAtFirst: true,
    details: () => gpuDetails(gpu),
  };
}

/** `gpu 2`; by its name where no API tells the index, by how many where they are not told apart. */
function titleOf(gpu: GpuView): string {
  if (gpu.count !== undefined && gpu.count > 1) return l10n.t('{0} GPUs', gpu.count);
  // a device plugin tells which pod has a GPU, but not which GPU it is
  if ((gpu.kind === 'whole' || gpu.kind === 'free') && gpu.index === undefined && gpu.uuid === undefined)
    return l10n.t('one GPU');
  return l10n.t('gpu {0}', gpu.index ?? shortId(gpu));
}

function hiddenRow(gpuId: string, hidden: number): Row {
  const label = hidden === 1 ? l10n.t('1 slice of another namespace') : l10n.t('{0} slices of other namespaces', hidden);
  return {
    id: `${gpuId}/hidden`,
    label,
    description: '',
    icon: { codicon: 'filter' },
    words: [],
    spoken: label,
    subject: {},
    children: [],
    details: () => [],
  };
}

/** A UUID is too long for a row; a name that a person gave is not. */
function shortId({ id, uuid, group }: GpuView): string {
  return id === uuid || id === group ? `${id.slice(0, 12)}…` : id;
}

function freeText({ kind, freeShare, freeMiB, pieces = [] }: GpuView): string {
  if (kind === 'partitioned' || kind === 'replicas') {
    return pieces.map((piece) => l10n.t('{0} of {1} {2} free', piece.free, piece.total, piece.name)).join(' · ');
  }
  if (kind === 'whole') {
    return l10n.t('in use as a whole');
  }
  return [l10n.t('{0} free', formatPercent(freeShare)), ...(freeMiB === undefined ? [] : [formatGiB(freeMiB)])].join(' · ');
}

function gpuDetails({ uuid, group, countedMiB, freeMiB, unusable }: GpuView): readonly Detail[] {
  return [
    ...(unusable === undefined ? [] : [{ label: l10n.t('cannot be used'), value: unusable }]),
    { label: l10n.t('uuid'), value: uuid ?? l10n.t('– (no API tells which GPU a device plugin gave)') },
    ...(group === undefined ? [] : [{ label: l10n.t('group'), value: group }]),
    ...(countedMiB === undefined ? [] : [{ label: l10n.t('memory counted'), value: formatMiB(countedMiB) }]),
    ...(freeMiB === undefined ? [] : [{ label: l10n.t('free'), value: formatMiB(freeMiB) }]),
  ];
}

function details({ name, product, sharing, pool, notes, node }: NodeView): readonly Detail[] {
  return [
    { label: l10n.t('node'), value: name },
    ...(product === undefined ? [] : [{ label: l10n.t('product'), value: product }]),
    { label: l10n.t('GPUs are handed out by'), value: sharingName(sharing) },
    ...(pool === undefined ? [] : [{ label: l10n.t('pool'), value: pool }]),
    ...notes.map((value) => ({ label: l10n.t('note'), value })),
    ...node.conditions
      .filter(({ type, status }) => (type === 'Ready' ? status !== 'True' : status === 'True'))
      .map(({ type, status, message }) => ({ label: type, value: message ?? status })),
  ];
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}
