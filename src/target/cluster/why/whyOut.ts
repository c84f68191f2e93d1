import * as l10n from '@vscode/l10n';
import type { ClusterObjects } from '../clusterObjects.ts';
import { isKaiScheduler, readKaiTraits } from '../view/kaiTraits.ts';
import type { Cure } from './cure.ts';
import { asList, asRecord } from '../objects/fields.ts';
import type { NodeObject, Taint } from '../objects/node.ts';
import type { PodObject } from '../objects/pod.ts';

/** Conditions of gpu-fractioning, by its name and its older one. */
const readyConditions: ReadonlySet<string> = new Set(['gpu-fractioning.nvidia.com/Ready', 'gpu-sharing.nvidia.com/Ready']);

/** Why a node takes no such pod at the moment, whatever it has free; undefined where it does. */
export function whyOut(
  node: NodeObject,
  pod: PodObject,
  objects: ClusterObjects,
): { readonly text: string; readonly cure: Cure } | undefined {
  const ask: Cure = { kind: 'askOperator', what: l10n.t('Ask who runs the cluster when {0} comes back.', node.name) };
  if (node.isCordoned) return { text: l10n.t('cordoned'), cure: ask };
  const ready = node.conditions.find(({ type }) => type === 'Ready');
  if (ready !== undefined && ready.status !== 'True') {
    return { text: l10n.t('not ready ({0})', ready.reason ?? ready.status), cure: ask };
  }
  const taint = node.taints.find((one) => one.effect !== 'PreferNoSchedule' && !tolerates(pod, one));
  if (taint !== undefined) {
    const name = describeTaint(taint);
    return {
      text: l10n.t('taint "{0}", which the pod does not tolerate', name),
      cure: { kind: 'changeManifest', what: l10n.t('Add a toleration for taint "{0}".', name) },
    };
  }
  const sharing = node.conditions.find(({ type }) => readyConditions.has(type));
  return sharing !== undefined && sharing.status !== 'True' && isKaiScheduler(pod.schedulerName, readKaiTraits(objects))
    ? { text: l10n.t('not ready for shares of GPUs ({0})', sharing.reason ?? sharing.status), cure: ask }
    : undefined;
}

/** As Kubernetes matches them (k8s.io/component-helpers scheduling/corev1): no key tolerates every key, no effect every effect. */
function tolerates({ source }: PodObject, { key, value = '', effect }: Taint): boolean {
  return asList(asRecord(source['spec'])['tolerations'])
    .map(asRecord)
    .some((toleration) => {
      if ((toleration['effect'] ?? '') !== '' && toleration['effect'] !== effect) return false;
      if ((toleration['key'] ?? '') !== '' && toleration['key'] !== key) return false;
      if (toleration['operator'] === 'Exists') return true;
      return (toleration['key'] ?? '') !== '' && (toleration['value'] ?? '') === value;
    });
}

function describeTaint({ key, value, effect }: Taint): string {
  return `${key}${value === undefined ? '' : `=${value}`}:${effect}`;
}
