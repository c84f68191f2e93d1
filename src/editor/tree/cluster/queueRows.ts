import * as l10n from '@vscode/l10n';
import type { QueueView } from '../../../target/cluster/clusterView.ts';
import { bar } from '../deviceRow.ts';
import type { Row } from '../row.ts';
import { subjectOf, type ClusterLook } from './clusterLook.ts';

/** Queues below their parents; one whose parent is not there, or that is its own ancestor, stands on top. */
export function queueRows(parentId: string, queues: readonly QueueView[], look: ClusterLook): readonly Row[] {
  const names = new Set(queues.map(({ name }) => name));
  const byParent = Map.groupBy(queues, ({ name, parent }) =>
    parent !== undefined && names.has(parent) && parent !== name ? parent : '',
  );
  const drawn = new Set<string>();
  const draw = (queue: QueueView): Row => {
    drawn.add(queue.name);
    const children = (byParent.get(queue.name) ?? []).filter(({ name }) => !drawn.has(name)).map(draw);
    return queueRow(parentId, queue, children, look);
  };
  const tops = (byParent.get('') ?? []).map(draw);
  return [...tops, ...queues.filter(({ name }) => !drawn.has(name)).map((queue) => queueRow(parentId, queue, [], look))];
}

/** `▮▮▮▮▮▮▮▮▮▯  ml    3.5 of 4 GPUs · limit 8 · 2 waiting` */
function queueRow(parentId: string, queue: QueueView, children: readonly Row[], look: ClusterLook): Row {
  const { name, label, quota, limit, allocated, waiting } = queue;
  const id = `${parentId}/${name}`;
  const summary = [
    usedText(allocated, quota),
    ...(limit < 0 ? [] : [l10n.t('limit {0}', limit)]),
    ...(waiting === 0 ? [] : [l10n.t('{0} waiting', waiting)]),
  ];
  const bound = quota > 0 ? quota : limit;
  return {
    id,
    label: bound > 0 ? `${bar(Math.max(0, bound - allocated), bound)}  ${label}` : label,
    description: summary.join(' · '),
    icon: { codicon: 'list-ordered' },
    words: ['queue'],
    spoken: [l10n.t('queue {0}', label), ...summary].join(', '),
    subject: subjectOf(look, id, { kind: 'queue', queue: name }),
    children,
    isOpenAtFirst: true,
    details: () => [
      { label: l10n.t('queue'), value: name },
      { label: l10n.t('quota'), value: boundText(quota) },
      { label: l10n.t('limit'), value: boundText(limit) },
      { label: l10n.t('allocated'), value: l10n.t('{0} GPUs', allocated) },
      { label: l10n.t('of it not preemptible'), value: l10n.t('{0} GPUs', queue.allocatedNonPreemptible) },
      { label: l10n.t('requested'), value: l10n.t('{0} GPUs', queue.requested) },
    ],
  };
}

/** A queue without a quota of its own lives on what others leave. */
function usedText(allocated: number, quota: number): string {
  if (quota < 0) return l10n.t('GPUs used: {0}, quota without bound', allocated);
  return quota === 0 ? l10n.t('GPUs used: {0}, no quota', allocated) : l10n.t('{0} of {1} GPUs', allocated, quota);
}

function boundText(gpus: number): string {
  return gpus < 0 ? l10n.t('without bound') : l10n.t('{0} GPUs', gpus);
}
