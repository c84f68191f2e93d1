import * as l10n from '@vscode/l10n';
import { known } from '../../clusterObjects.ts';
import type { PodObject } from '../../objects/pod.ts';
import { asRecord, asTextList } from '../../objects/fields.ts';
import type { Cure } from '../cure.ts';
import type { StopKind } from '../explanation.ts';
import { readPodEnd, type PodEnd } from '../runtimeTexts/podEnd.ts';
import type { Found, StopInput } from './found.ts';

/** Why a pod was ended or turned away as a whole: by its status, its condition `DisruptionTarget`, or the loss of its node. */
export function findPodEnds(pod: PodObject, input: StopInput): readonly Found[] {
  const disruption = pod.conditions.find(({ type, status }) => type === 'DisruptionTarget' && status === 'True');
  const told = [
    { reason: pod.reason, message: pod.message },
    { reason: disruption?.reason, message: disruption?.message },
  ];
  for (const { reason = '', message = '' } of told) {
    const end = readPodEnd(reason, message);
    if (end !== undefined) return [describe(pod, end, message)];
  }
  if (pod.phase === 'Failed' && pod.reason !== undefined) {
    const text = l10n.t('The pod failed as a whole ({0}).', pod.reason);
    const reason = { kind: 'exited', text, pod: pod.name, ...(pod.message !== undefined && { verbatim: pod.message }) } as const;
    return [{ reason, headline: pod.reason, cures: [{ kind: 'seeEvents' }] }];
  }
  const lost = findLostNode(pod, input);
  return lost.length > 0 || pod.deletedAt === undefined ? lost : [describeDeletion(pod)];
}

/** By hand, or by its owner: Kubernetes keeps no word of who did it. */
function describeDeletion({ name, source }: PodObject): Found {
  const finalizers = asTextList(asRecord(source.metadata)['finalizers']);
  const holds = finalizers.map((finalizer) => `"${finalizer}"`).join(', ');
  const text = l10n.t('{0} is being deleted, by a person or by its owner; Kubernetes does not say by whom.', name);
  return {
    reason: {
      kind: 'deleted',
      text: finalizers.length === 0 ? text : `${text} ${l10n.t('It stays until the finalizer {0} is removed.', holds)}`,
      pod: name,
    },
    headline: l10n.t('it is being deleted'),
    cures:
      finalizers.length === 0
        ? [{ kind: 'waitFor', what: l10n.t('its end; it has its grace period for it') }]
        : [{ kind: 'waitFor', what: l10n.t('whoever set {0} to remove it', holds) }],
  };
}

function findLostNode(pod: PodObject, { objects }: StopInput): readonly Found[] {
  const node = known(objects.nodes).find(({ name }) => name === pod.nodeName);
  const ready = node?.conditions.find(({ type }) => type === 'Ready');
  if (pod.nodeName === undefined || ready === undefined || ready.status === 'True' || pod.phase === 'Succeeded') return [];
  const text = l10n.t('Node {0} does not answer ({1}).', pod.nodeName, ready.reason ?? ready.status);
  return [
    {
      reason: { kind: 'nodeLost', text, pod: pod.name, ...(ready.message !== undefined && { verbatim: ready.message }) },
      headline: l10n.t('node {0} does not answer', pod.nodeName),
      cures: [askAbout(pod.nodeName)],
    },
  ];
}

function describe(pod: PodObject, end: PodEnd, message: string): Found {
  const { kind, text, headline, cures } = tell(pod, end);
  return { reason: { kind, text, pod: pod.name, ...(message !== '' && { verbatim: message }) }, headline, cures };
}

interface Told {
  readonly kind: StopKind;
  readonly text: string;
  readonly headline: string;
  readonly cures: readonly Cure[];
}

function tell({ nodeName }: PodObject, end: PodEnd): Told {
  const node = nodeName ?? l10n.t('the node');
  switch (end.kind) {
    case 'lowOnNode': {
      const numbers =
        end.using === undefined
          ? ''
          : ` ${l10n.t('Container "{0}" used {1} and asked for {2}.', end.container ?? '', end.using, end.request ?? '0')}`;
      return {
        kind: 'evicted',
        text: `${l10n.t('The kubelet of {0} evicted it: the node was low on {1} (not on GPU memory).', node, end.resource)}${numbers}`,
        headline: l10n.t('evicted: {0} was low on {1}', node, end.resource),
        cures:
          end.resource === 'memory'
            ? [{ kind: 'changeManifest', what: l10n.t('Ask for as much memory as it uses, so that it is not the first to go.') }]
            : [
                {
                  kind: 'changeManifest',
                  what: l10n.t('Ask for as much {0} as it uses, or write less to the disk.', end.resource),
                },
              ],
      };
    }
    case 'overLimit':
      return {
        kind: 'evicted',
        text: l10n.t('The kubelet of {0} evicted it.', node),
        headline: l10n.t('evicted by the kubelet'),
        cures: [{ kind: 'changeManifest', what: l10n.t('Raise the limit that the text names, or use less.') }],
      };
    case 'devicePlugin':
      return tellDevicePlugin(end, node);
    case 'noRoomOnNode': {
      const numbers =
        end.requested === undefined
          ? ''
          : ` ${l10n.t('{0} asked, {1} of {2} in use.', end.requested, end.used ?? 0, end.capacity ?? 0)}`;
      return {
        kind: 'admission',
        text: `${l10n.t('{0} had no {1} left when the pod came.', node, end.resource)}${numbers}`,
        headline: l10n.t('no {0} left on {1}', end.resource, node),
        cures: [
          {
            kind: 'changeManifest',
            what: l10n.t('Delete the pod, so that it is placed anew; two schedulers on one node do this.'),
          },
        ],
      };
    }
    case 'critical':
      return {
        kind: 'preempted',
        text: l10n.t('The kubelet of {0} ended it to make room for a pod that the cluster needs.', node),
        headline: l10n.t('gave way to a critical pod'),
        cures: [{ kind: 'waitFor', what: l10n.t('its owner to make a new pod') }],
      };
    case 'preempted':
      return {
        kind: 'preempted',
        text: l10n.t('The scheduler ended it to make room for a pod of higher priority.'),
        headline: l10n.t('preempted by a pod of higher priority'),
        cures: [{ kind: 'changeManifest', what: l10n.t('Give it a higher priority class, if it is as urgent.') }],
      };
    case 'deadline':
      return {
        kind: 'deadline',
        text: l10n.t('It ran longer than {0} allows.', 'activeDeadlineSeconds'),
        headline: l10n.t('its deadline passed'),
        cures: [{ kind: 'changeManifest', what: l10n.t('Raise or remove {0}.', 'activeDeadlineSeconds') }],
      };
    case 'shutdown':
      return lost(l10n.t('Node {0} was shut down.', node), l10n.t('{0} was shut down', node), node);
    case 'nodeLost':
      return lost(l10n.t('Node {0} is gone or does not answer.', node), l10n.t('{0} is lost', node), node);
    case 'taint':
      return {
        kind: 'nodeLost',
        text: l10n.t('Node {0} got a taint that the pod does not tolerate, so it was ended.', node),
        headline: l10n.t('a taint of {0} ended it', node),
        cures: [askAbout(node)],
      };
    case 'drained':
      return {
        kind: 'evicted',
        text: l10n.t('It was evicted through the API: somebody drains {0}, or an autoscaler removes it.', node),
        headline: l10n.t('{0} is being drained', node),
        cures: [
          { kind: 'waitFor', what: l10n.t('its owner to make a new pod elsewhere') },
          { kind: 'changeManifest', what: l10n.t('A PodDisruptionBudget keeps enough replicas running.') },
        ],
      };
  }
}

function tellDevicePlugin(
  { resource = '', asked, most, available }: PodEnd & { readonly kind: 'devicePlugin' },
  node: string,
): Told {
  const told = { kind: 'admission', headline: l10n.t('turned away by the device plugin') } as const;
  if (most !== undefined) {
    const text = l10n.t(
      '{0} gives out at most {1} of {2} to a pod; {3} are asked: they are replicas of shared GPUs.',
      node,
      most,
      resource,
      asked ?? 0,
    );
    return { ...told, text, cures: [{ kind: 'changeManifest', what: l10n.t('Ask for {0}.', `${resource}: ${most}`) }] };
  }
  const numbers = available === undefined ? '' : ` ${l10n.t('{0}: {1} asked, {2} available.', resource, asked ?? 0, available)}`;
  const what = l10n.t('Ask who runs the cluster to look at the device plugin of {0}; delete the pod to try again.', node);
  return {
    ...told,
    text: `${l10n.t('The device plugin of {0} did not give it what it asked for.', node)}${numbers}`,
    cures: [{ kind: 'askOperator', what }],
  };
}

function lost(text: string, headline: string, node: string): Told {
  return { kind: 'nodeLost', text, headline, cures: [askAbout(node)] };
}

function askAbout(node: string): Cure {
  return {
    kind: 'askOperator',
    what: l10n.t('Ask who runs the cluster about node {0}; what has an owner is placed elsewhere.', node),
  };
}
