import * as l10n from '@vscode/l10n';
import { countedMiB } from '../../../gpu/device.ts';
import { memoryOfShare } from '../../../gpu/fraction.ts';
import { mib, share } from '../../../gpu/quantity.ts';
import type { Amount } from '../../../gpu/request.ts';
import { formatShare } from '../../../gpu/share.ts';
import type { ClusterFacts } from '../../../manifest/clusterFacts.ts';
import { kaiScheduler } from '../../../manifest/rules/admission.ts';
import { hamiScheduler } from '../../../manifest/rules/hami.ts';
import { limitVariable } from '../../../manifest/rules/limitVariable.ts';
import { kaiClasses, preemptibilities, preemptibilityLabel } from '../../../manifest/rules/priority.ts';
import { findQueue, leafQueues, queueLabelOf, runaiQueueLabel } from '../../../manifest/rules/queue.ts';
import { runaiScheduler } from '../../../manifest/rules/scheduling.ts';
import { describeMeaning, distinctModels, type Model } from '../requestWords.ts';
import { valueOf, type Choice } from './choice.ts';
import type { Slot } from './slot.ts';
import type { TextPlace } from './textPlace.ts';

/** What values can mean something of. */
export interface ValueFacts {
  /** In reach; empty while none is known. */
  readonly models: readonly Model[];
  readonly cluster: ClusterFacts;
}

const parts = [0.5, 0.25, 0.125, 0.75];

/** The values of a key; none where any text will do. */
export function valueChoices(slot: Slot, key: string, { containers }: TextPlace, facts: ValueFacts): readonly Choice[] {
  switch (slot) {
    case 'annotation':
      return annotationValues(key, containers, facts);
    case 'label':
      return labelValues(key, facts);
    case 'resource':
      return /^nvidia\.com\/(gpumem-percentage|gpucores)$/.test(key)
        ? [50, 25, 75, 100].map((percent) => valueOf(String(percent), l10n.t('{0} % of each GPU', percent), false))
        : [];
    case 'variable':
      return [valueOf(limitVariable, l10n.t('limit of a fraction, Run:ai up to 2.26'), false)];
    case 'schedulerName':
      return [
        valueOf(kaiScheduler, 'KAI', false),
        valueOf(runaiScheduler, l10n.t('Run:ai up to 2.26'), false),
        valueOf(hamiScheduler, 'HAMi', false),
      ];
  }
}

function annotationValues(key: string, containers: readonly string[], { models }: ValueFacts): readonly Choice[] {
  const meaning = (request: Amount): string => describeMeaning({ devices: 1, request, container: '' }, models);
  if (key === 'gpu-fraction') {
    return parts.map((part) => valueOf(formatShare(part), meaning({ kind: 'share', share: share(part) }), true));
  }
  if (key === 'gpu-memory') {
    return memories(models).map((memoryMiB) =>
      valueOf(String(memoryMiB), meaning({ kind: 'memory', memoryMiB: mib(memoryMiB) }), true),
    );
  }
  if (/^nvidia\.com\/container\..+\.gpu-memory\.(request|limit)$/.test(key) || key === 'gpu-memory.limit') {
    return memories(models).map((memoryMiB) =>
      valueOf(`${memoryMiB}Mi`, meaning({ kind: 'memory', memoryMiB: mib(memoryMiB) }), true),
    );
  }
  if (key.endsWith('.gpu-compute.mode')) {
    return [
      valueOf('time-slicing', l10n.t('one after the other'), true),
      valueOf('sm-sharing', l10n.t('at the same time, by MPS'), true),
    ];
  }
  if (key === 'gpu-fraction-container-name') {
    return containers.map((name) => valueOf(name, l10n.t('container'), true));
  }
  return key === 'gpu-fraction-num-devices'
    ? [2, 4, 8].map((count) => valueOf(String(count), l10n.t('{0} GPUs of one node', count), true))
    : [];
}

/** Halves, quarters and eighths of the first models in reach, and whole GiB where none is known. */
function memories(models: readonly Model[]): readonly number[] {
  const known = distinctModels(models).slice(0, 2);
  if (known.length === 0) {
    return [4, 8, 16, 24, 40].map((gib) => gib * 1024);
  }
  const all = known.flatMap((model) => [0.5, 0.25, 0.125].map((part) => memoryOfShare(share(part), countedMiB(model)) as number));
  return [...new Set(all)].toSorted((left, right) => right - left);
}

function labelValues(key: string, { cluster }: ValueFacts): readonly Choice[] {
  if (key === queueLabelOf(cluster) || key === runaiQueueLabel) {
    return leafQueues(cluster).map((name) => valueOf(name, describeQuota(findQueue(cluster, name)?.gpuQuota), false));
  }
  if (key === preemptibilityLabel) {
    return preemptibilities.map((value) => valueOf(value, describePreemptibility(value), false));
  }
  if (key === 'priorityClassName') {
    return (cluster.priorityClasses ?? kaiClasses).map(({ name, value }) => valueOf(name, String(value), false));
  }
  return [];
}

function describeQuota(gpus = -1): string {
  if (gpus < 0) {
    return '';
  }
  return gpus === 1 ? l10n.t('1 GPU guaranteed') : l10n.t('{0} GPUs guaranteed', gpus);
}

function describePreemptibility(value: (typeof preemptibilities)[number]): string {
  switch (value) {
    case 'preemptible':
      return l10n.t('may use more than the quota; others may take it back');
    case 'non-preemptible':
      return l10n.t('stays within the quota; nobody takes it back');
  }
}
