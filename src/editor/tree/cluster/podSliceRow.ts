import * as l10n from '@vscode/l10n';
import { formatGiB, formatMiB } from '../../../gpu/memory.ts';
import { formatShare } from '../../../gpu/share.ts';
import type { SliceView } from '../../../target/cluster/clusterView.ts';
import { enforcementTexts } from '../../jobs/jobText.ts';
import type { Detail, Row } from '../row.ts';
import { subjectOf, type ClusterLook } from './clusterLook.ts';

/** `● ml/chat-7f9c   1.2k tok/s · 0.5 · 39.8 GiB    limit 0.6 · not enforced` */
export function podSliceRow(parentId: string, slice: SliceView, look: ClusterLook): Row {
  const { pod, enforcement } = slice;
  const id = `${parentId}/slice/${slice.id}`;
  const held = heldText(slice);
  const activity = look.activity(pod.namespace, pod.name);
  const enforced = enforcement === 'none' ? l10n.t('not enforced') : enforcement;
  const limit =
    slice.limitMiB === undefined || slice.limitMiB === slice.requestMiB ? [] : [l10n.t('limit {0}', formatGiB(slice.limitMiB))];
  const isEnding = pod.deletedAt !== undefined;
  const doing = isEnding ? [l10n.t('ending')] : pod.phase === 'Pending' ? [l10n.t('starting')] : [];
  // behind the name of a pod a narrow side bar has room for one figure
  const now = activity === undefined ? doing : [activity.text];
  const label = `${pod.namespace}/${pod.name}`;
  return {
    id,
    label,
    description: `${[...now, held].join(' · ')}    ${[...limit, enforced].join(' · ')}`,
    icon: {
      codicon: isEnding || pod.phase === 'Pending' ? 'loading~spin' : 'circle-filled',
      ...(activity?.isFlowing === true && { colour: 'charts.green' }),
    },
    words: ['slice', 'pod'],
    spoken: [
      label,
      held,
      ...(activity === undefined ? doing : [activity.spoken]),
      ...limit,
      enforcementTexts()[enforcement],
    ].join(', '),
    subject: subjectOf(look, id, { kind: 'pod', namespace: pod.namespace, pod: pod.name }),
    children: [],
    details: () => details(slice),
  };
}

/** `0.5 · 39.8 GiB`, `mig-1g.10gb`, `8.0 GiB`. */
export function heldText({ share, requestMiB, piece, corePercent }: SliceView): string {
  const parts = [
    ...(share === undefined ? [] : [formatShare(share)]),
    ...(requestMiB === undefined ? [] : [formatGiB(requestMiB)]),
    ...(piece === undefined ? [] : [piece]),
    ...(corePercent === undefined ? [] : [l10n.t('{0} % of the cores', corePercent)]),
  ];
  return parts.length === 0 ? l10n.t('size not known') : parts.join(' · ');
}

function details(slice: SliceView): readonly Detail[] {
  const { pod, container, requestMiB, limitMiB, enforcement } = slice;
  return [
    { label: l10n.t('pod'), value: `${pod.namespace}/${pod.name}` },
    ...(container === undefined ? [] : [{ label: l10n.t('container'), value: container }]),
    { label: l10n.t('holds'), value: heldText(slice) },
    ...(requestMiB === undefined ? [] : [{ label: l10n.t('request'), value: formatMiB(requestMiB) }]),
    ...(limitMiB === undefined ? [] : [{ label: l10n.t('limit'), value: formatMiB(limitMiB) }]),
    { label: l10n.t('enforcement'), value: `${enforcement}: ${enforcementTexts()[enforcement]}` },
    { label: l10n.t('state'), value: pod.phase },
  ];
}
