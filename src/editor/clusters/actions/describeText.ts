import * as l10n from '@vscode/l10n';
import { formatMiB } from '../../../gpu/memory.ts';
import { mib } from '../../../gpu/quantity.ts';
import { known, type ClusterObjects } from '../../../target/cluster/clusterObjects.ts';
import type { ClusterView, WorkloadPod, WorkloadView } from '../../../target/cluster/clusterView.ts';
import type { PodMemory } from '../../../target/cluster/jobs/podMemory.ts';
import type { EventObject } from '../../../target/cluster/objects/event.ts';
import type { Condition } from '../../../target/cluster/objects/metadata.ts';
import type { ContainerStatus } from '../../../target/cluster/objects/pod.ts';
import { eventsOfOwners, eventsOfPod } from '../../../target/cluster/why/events.ts';
import { explainRunning } from '../../../target/cluster/why/explainRunning.ts';
import { markdownCode } from '../../manifests/markdownCode.ts';
import { whySections, type Explanation } from '../why/whyText.ts';

/** All that a description is made of. */
export interface Described {
  readonly workload: WorkloadView;
  /** Name of its cluster. */
  readonly context: string;
  readonly objects: ClusterObjects;
  readonly view: ClusterView;
  readonly explanation: Explanation | undefined;
  /** By pod. */
  readonly memory: ReadonlyMap<string, PodMemory>;
  /** BCP 47, for times. */
  readonly locale: string;
}

/** A workload as a document in Markdown. Texts of the cluster stand in it as they were written. */
export function describeText(described: Described): string {
  const { workload, context, explanation } = described;
  const { kind, namespace, name, pods } = workload;
  const events = listEvents(described);
  const conditions = listConditions(described);
  return [
    `# ${namespace}/${name}`,
    l10n.t('{0} on {1}', kind, context),
    facts(described).join('\n'),
    ...(explanation === undefined ? [] : [`**${markdownCode(explanation.why.headline)}**`, ...whySections(explanation)]),
    `## ${l10n.t('Pods')}`,
    pods.length === 0 ? l10n.t('None.') : pods.map((pod) => podLines(pod, described)).join('\n'),
    ...(conditions.length === 0 ? [] : [`## ${l10n.t('Conditions')}`, conditions.join('\n')]),
    `## ${l10n.t('Events')}`,
    events.length === 0 ? noEvents(described.objects) : events.map((event) => eventLine(event, described.locale)).join('\n'),
    '',
  ].join('\n\n');
}

function facts({ workload, locale }: Described): readonly string[] {
  const { state, requestText, queue, desired, ready, scaling, since } = workload;
  const word = since === undefined ? state : l10n.t('{0} since {1}', state, time(since, locale));
  return [
    l10n.t('- state: {0}', word),
    l10n.t('- asks for: {0}', requestText),
    ...(queue === undefined ? [] : [l10n.t('- queue: {0}', queue)]),
    ...(desired === undefined ? [] : [l10n.t('- replicas: {0} of {1} ready', ready, desired)]),
    ...(scaling === undefined ? [] : [l10n.t('- autoscaler: {0} to {1} replicas', scaling.min ?? 1, scaling.max ?? '∞')]),
  ];
}

function podLines({ pod, role }: WorkloadPod, { workload, objects, view, memory, locale }: Described): string {
  const running = explainRunning(workload, objects, view).find((each) => each.pod === pod.name);
  const used = memory.get(pod.name);
  return [
    `- **${pod.name}**${role === undefined ? '' : ` (${role})`}: ${pod.reason ?? pod.phase}${running === undefined ? '' : `, ${running.text}`}`,
    ...(running === undefined || used === undefined ? [] : [`  - ${describeMemory(used)}`]),
    ...pod.statuses.map((status) => `  - ${containerText(status, locale)}`),
  ].join('\n');
}

function describeMemory(memory: PodMemory): string {
  if (memory.kind === 'unknown') return l10n.t('GPU memory in use is not known: {0}', memory.reason);
  const used = formatMiB(mib(Math.round(memory.use.memoryMiB)));
  return memory.use.smPercent === undefined
    ? l10n.t('GPU memory in use: {0}, told by {1}', used, memory.source)
    : l10n.t('GPU memory in use: {0}, compute {1} %, told by {2}', used, Math.round(memory.use.smPercent), memory.source);
}

function containerText({ name, state, restarts, lastEnd }: ContainerStatus, locale: string): string {
  const now =
    state.kind === 'waiting'
      ? [state.reason ?? state.kind, ...(state.message === undefined ? [] : [markdownCode(state.message)])]
      : state.kind === 'terminated'
        ? [l10n.t('ended with exit code {0}', state.exitCode), ...(state.reason === undefined ? [] : [state.reason])]
        : [state.kind];
  const before =
    lastEnd === undefined
      ? []
      : [
          l10n.t('last run ended with exit code {0}', lastEnd.exitCode),
          ...(lastEnd.reason === undefined ? [] : [lastEnd.reason]),
          ...(lastEnd.endedAt === undefined ? [] : [time(lastEnd.endedAt, locale)]),
        ];
  return [`${name}: ${now.join(', ')}`, ...(restarts === 0 ? [] : [l10n.t('{0} restarts', restarts)]), ...before].join(', ');
}

function listConditions({ workload, objects, locale }: Described): readonly string[] {
  const owner = known(objects.owners).find(({ uid, kind }) => uid === workload.owner.uid && kind === workload.kind);
  return [
    ...(owner?.conditions ?? []).map((condition) => conditionLine(workload.name, condition, locale)),
    ...workload.pods.flatMap(({ pod }) => pod.conditions.map((condition) => conditionLine(pod.name, condition, locale))),
  ];
}

function conditionLine(of: string, { type, status, reason, message, changedAt }: Condition, locale: string): string {
  const since = changedAt === undefined ? '' : `, ${time(changedAt, locale)}`;
  const why = [reason, message === undefined || message === '' ? undefined : markdownCode(message)].filter(Boolean).join(': ');
  return `- ${of}: ${type} ${status}${since}${why === '' ? '' : `, ${why}`}`;
}

function listEvents({ workload, objects }: Described): readonly EventObject[] {
  const events = known(objects.events);
  const found = new Set([
    ...eventsOfOwners(workload, events, known(objects.owners)),
    ...workload.pods.flatMap(({ pod }) => eventsOfPod(pod, events)),
  ]);
  return [...found].toSorted((left, right) => (right.lastAt ?? 0) - (left.lastAt ?? 0));
}

function noEvents({ events }: ClusterObjects): string {
  return events.state === 'forbidden' || events.state === 'failed'
    ? l10n.t('They cannot be read: {0}', markdownCode(events.message))
    : l10n.t('None; a cluster forgets them after an hour.');
}

function eventLine({ lastAt, isWarning, reason, about, count, message, source }: EventObject, locale: string): string {
  const head = [
    ...(lastAt === undefined ? [] : [time(lastAt, locale)]),
    `${isWarning ? '**Warning** ' : ''}${reason}`,
    `${about.kind} ${about.name}`,
    ...(count > 1 ? [`× ${count}`] : []),
    source,
  ];
  return `- ${head.filter(Boolean).join(', ')}: ${markdownCode(message)}`;
}

function time(at: number, locale: string): string {
  return new Date(at).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'medium' });
}
