import * as l10n from '@vscode/l10n';
import type { ScalingView, WorkloadPod, WorkloadView } from '../../../target/cluster/clusterView.ts';
import { tokenRate } from '../../jobs/jobText.ts';
import type { Detail, Row, RowIcon, RowWord } from '../row.ts';
import { subjectOf, type ClusterLook } from './clusterLook.ts';
import { heldText } from './podSliceRow.ts';

/** `◌ ml/big-eval   2 × 0.7   no GPU with 70 % free on one node`; with its pods below, those of several nodes by group. */
export function workloadRow(parentId: string, workload: WorkloadView, look: ClusterLook): Row {
  const id = `${parentId}/${workload.id}`;
  const pinId = `${look.context.id}/workload/${workload.id}`;
  const { namespace, name, requestText } = workload;
  const summary = [...doing(workload, look), requestText];
  const label = `${namespace}/${name}`;
  return {
    id,
    label,
    description: summary.filter((text) => text !== '').join(' · '),
    icon: iconOf(workload),
    words: wordsOf(workload, look.pins.has(pinId)),
    spoken: [label, workload.kind, ...summary].join(', '),
    subject: subjectOf(look, pinId, { kind: 'workload', workload: workload.id }),
    children: [...podRows(id, workload, look), ...(workload.scaling === undefined ? [] : [scalingRow(id, workload.scaling)])],
    details: () => details(workload, look),
  };
}

/** What it does, shortest first: why it waits or has stopped, else how many are ready. */
function doing(workload: WorkloadView, look: ClusterLook): readonly string[] {
  const { state, desired, ready } = workload;
  const counts = desired === undefined ? [] : [l10n.t('{0} of {1} ready', ready, desired)];
  const why = look.headline(workload);
  switch (state) {
    case 'waiting':
      return [why ?? l10n.t('waits'), ...(ready > 0 ? counts : [])];
    case 'failed':
      return [why ?? l10n.t('failed'), ...counts];
    case 'degraded':
      return [...counts, ...(why === undefined ? [] : [why])];
    case 'starting':
      return [l10n.t('starting'), ...counts];
    case 'suspended':
      return [l10n.t('suspended')];
    case 'finished':
      return [l10n.t('finished')];
    case 'running':
      return [...rateText(workload, look), ...counts];
  }
}

/** Of all its pods whose rate is known; nothing while they are idle. */
function rateText({ pods }: WorkloadView, look: ClusterLook): readonly string[] {
  const rates = pods.flatMap(({ pod }) => look.activity(pod.namespace, pod.name)?.tokensPerSecond ?? []);
  const rate = rates.reduce((sum, each) => sum + each, 0);
  return rate > 0 ? [tokenRate(rate)] : [];
}

function iconOf({ state }: WorkloadView): RowIcon {
  switch (state) {
    case 'running':
      return { codicon: 'circle-filled', colour: 'charts.green' };
    case 'waiting':
      return { codicon: 'watch', colour: 'charts.yellow' };
    case 'starting':
      return { codicon: 'loading~spin' };
    case 'degraded':
      return { codicon: 'warning', colour: 'charts.yellow' };
    case 'failed':
      return { codicon: 'error', colour: 'charts.red' };
    case 'finished':
      return { codicon: 'check' };
    case 'suspended':
      return { codicon: 'debug-pause' };
  }
}

function wordsOf({ state }: WorkloadView, isPinned: boolean): readonly RowWord[] {
  return [
    'workload',
    'pinnable',
    ...(isPinned ? (['pinned'] as const) : []),
    ...(state === 'waiting' ? (['waiting'] as const) : []),
    ...(state === 'failed' || state === 'degraded' ? (['stopped'] as const) : []),
  ];
}

/** A leader with its workers below it, where pods form groups over several nodes; else one row a pod. */
function podRows(parentId: string, workload: WorkloadView, look: ClusterLook): readonly Row[] {
  const { pods } = workload;
  const single = pods.filter(({ group }) => group === undefined);
  const groups = Map.groupBy(
    pods.filter(({ group }) => group !== undefined),
    ({ group = '' }) => group,
  );
  return [
    ...[...groups].map(([group, members]) => {
      const [first, ...others] = members.toSorted((a, b) => Number(b.role === 'leader') - Number(a.role === 'leader'));
      const row = first === undefined ? undefined : podRow(`${parentId}/group/${group}`, first, workload, look);
      return row === undefined
        ? []
        : [{ ...row, children: others.map((pod) => podRow(row.id, pod, workload, look)), isOpenAtFirst: true }];
    }),
    single.map((pod) => podRow(parentId, pod, workload, look)),
  ].flat();
}

function podRow(parentId: string, { pod, role, places }: WorkloadPod, workload: WorkloadView, look: ClusterLook): Row {
  const id = `${parentId}/pod/${pod.name}`;
  const where = [...new Set(places.map(({ node }) => node))];
  const held = places.map(({ slice }) => heldText(slice));
  const activity = look.activity(pod.namespace, pod.name);
  const state = podState(pod);
  const summary = [
    ...(role === undefined ? [] : [role]),
    ...(activity === undefined ? [state] : [activity.text]),
    ...where,
    ...(held.length > 1 ? [`${held.length} × ${held[0] ?? ''}`] : held),
  ];
  return {
    id,
    label: pod.name,
    description: summary.join(' · '),
    icon: {
      codicon: pod.phase === 'Running' ? 'circle-filled' : pod.phase === 'Failed' ? 'error' : 'circle-outline',
      ...(activity?.isFlowing === true && { colour: 'charts.green' }),
    },
    words: ['pod'],
    spoken: [pod.name, ...summary].join(', '),
    subject: subjectOf(look, id, { kind: 'pod', namespace: pod.namespace, pod: pod.name, workload: workload.id }),
    children: [],
    details: () => [
      { label: l10n.t('pod'), value: `${pod.namespace}/${pod.name}` },
      { label: l10n.t('state'), value: state },
      ...(pod.nodeName === undefined ? [] : [{ label: l10n.t('node'), value: pod.nodeName }]),
      ...places.map(({ gpu, slice }) => ({ label: l10n.t('gpu {0}', gpu), value: heldText(slice) })),
    ],
  };
}

/** As kubectl says it: what a container waits for, else the phase. */
function podState({ phase, reason, deletedAt, statuses }: WorkloadPod['pod']): string {
  if (deletedAt !== undefined) {
    return l10n.t('ending');
  }
  const waits = statuses.map(({ state }) => state).find(({ kind }) => kind === 'waiting');
  const container = waits?.kind === 'waiting' && phase !== 'Running' ? waits.reason : undefined;
  return reason ?? container ?? phase;
}

/** `2 to 8 replicas · queue 4 of 10 · scaled up 3 min ago` */
function scalingRow(parentId: string, { min, max, metrics, lastScale }: ScalingView): Row {
  const range = min === undefined && max === undefined ? '' : l10n.t('{0} to {1} replicas', min ?? 1, max ?? '∞');
  const values = metrics.map(({ name, value, target }) => l10n.t('{0} {1} of {2}', name, value ?? '–', target ?? '–'));
  const label = l10n.t('autoscaler');
  const description = [range, ...values, ...(lastScale === undefined ? [] : [lastScale.text])].filter(Boolean).join(' · ');
  return {
    id: `${parentId}/scaling`,
    label,
    description,
    icon: { codicon: 'graph-line' },
    words: [],
    spoken: [label, description].join(', '),
    subject: {},
    children: [],
    details: () => [],
  };
}

function details(workload: WorkloadView, look: ClusterLook): readonly Detail[] {
  const { kind, queue, desired, ready, requestText } = workload;
  const why = look.headline(workload);
  return [
    { label: l10n.t('kind'), value: kind },
    { label: l10n.t('asks for'), value: requestText },
    ...(queue === undefined ? [] : [{ label: l10n.t('queue'), value: queue }]),
    ...(desired === undefined ? [] : [{ label: l10n.t('replicas'), value: l10n.t('{0} of {1} ready', ready, desired) }]),
    ...(why === undefined ? [] : [{ label: l10n.t('why'), value: why }]),
  ];
}
