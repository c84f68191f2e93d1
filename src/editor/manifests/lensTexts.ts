import * as l10n from '@vscode/l10n';
import type { Device } from '../../gpu/device.ts';
import { describePiece } from '../../gpu/piece.ts';
import type { ClusterFacts } from '../../manifest/clusterFacts.ts';
import { containerOf } from '../../manifest/dialects/asks.ts';
import type { ContainerAsk } from '../../manifest/dialects/dialect.ts';
import type { DeviceView, Inventory } from '../../protocol/agent.ts';
import { modelsInReach } from './modelsInReach.ts';
import { describeFit, describeMeaning } from './requestWords.ts';

/** What is known of the devices when lenses are drawn. `hidden`: the workspace is not trusted, so nothing is connected. */
export type Reach =
  | { readonly kind: 'hidden' | 'unknown' | 'connecting' }
  | { readonly kind: 'failed'; readonly problem: string }
  | { readonly kind: 'known'; readonly devices: readonly DeviceView[] };

/** One lens: a text, or an action. */
export interface LensText {
  readonly title: string;
  readonly tooltip?: string;
  readonly action?: 'connect' | 'deploy' | 'setFraction' | 'compareFractions' | 'changeContainer' | 'convertRequest';
}

/** What can be done with the workload that asks. */
export interface LensSubject {
  readonly ask: ContainerAsk;
  /** Containers that could hold the GPU. */
  readonly containers: number;
  /** A machine without a cluster can run it, so its fractions can be measured here. */
  readonly isLocal: boolean;
  /** Whose GPUs are in reach too, as far as they are known. */
  readonly cluster: ClusterFacts;
  /** Where it fits on each connected cluster, in words. */
  readonly clusterFits?: readonly string[];
}

/** The lenses above the line that asks. What clusters say may be long, and a line is cut at its end: it stands behind the actions. */
export function lensTexts(subject: LensSubject, reach: Reach): readonly LensText[] {
  const { ask } = subject;
  const meaning =
    ask.kind === 'fixed'
      ? describePiece(ask.piece)
      : describeMeaning(ask.request, modelsInReach(devicesOf(reach), subject.cluster));
  const { clusterFits = [] } = subject;
  const told = { title: meaning };
  const there = clusterFits.length === 0 ? [] : [{ title: clusterFits.join(' · ') }];
  const actions = clusterFits.length === 0 ? [] : actionsOf(subject);
  switch (reach.kind) {
    case 'hidden':
      return [{ title: meaning }];
    case 'unknown':
      return [
        told,
        ...actions,
        connect(l10n.t('Looks for the GPUs of this machine; starts the agent where none runs')),
        ...there,
      ];
    case 'connecting':
      return [told, ...actions, { title: l10n.t('looking for GPUs') }, ...there];
    case 'failed':
      return [told, ...actions, connect(reach.problem), ...there];
    case 'known': {
      const isOfClusters = clusterFits.length > 0 && (ask.kind === 'fixed' || reach.devices.length === 0);
      const here = isOfClusters ? [] : [fitOf(ask, reach.devices)];
      return [{ title: [meaning, ...here].join(' · ') }, ...actionsOf(subject, reach.devices.length > 0), ...there];
    }
  }
}

function devicesOf(reach: Reach): readonly Device[] {
  return reach.kind === 'known' ? reach.devices.map(({ device }) => device) : [];
}

function fitOf(ask: ContainerAsk, devices: readonly DeviceView[]): string {
  return ask.kind === 'fixed' ? l10n.t('only a cluster has such pieces') : describeFit(ask.request, devices);
}

function actionsOf({ ask, containers, isLocal }: LensSubject, hasDevices = false): readonly LensText[] {
  return [
    { title: l10n.t('Deploy…'), tooltip: l10n.t('Deploy on a fraction of a GPU, here or on a cluster'), action: 'deploy' },
    { title: l10n.t('Set fraction…'), tooltip: l10n.t('Ask for another part of a GPU'), action: 'setFraction' },
    ...(hasDevices && isLocal && ask.kind === 'request' && ask.request.devices === 1
      ? [
          {
            title: l10n.t('Compare…'),
            tooltip: l10n.t('Measure this model on several fractions of a GPU of this machine'),
            action: 'compareFractions',
          } as const,
        ]
      : []),
    ...(containers > 1
      ? [
          {
            title: l10n.t('Container…'),
            tooltip: l10n.t('Container {0} holds the GPU. Give it to another one', containerOf(ask)),
            action: 'changeContainer',
          } as const,
        ]
      : []),
    {
      title: l10n.t('Convert…'),
      tooltip: l10n.t('Ask for the same in the words of another scheduler'),
      action: 'convertRequest',
    },
  ];
}

function connect(tooltip: string): LensText {
  return { title: l10n.t('Connect…'), tooltip, action: 'connect' };
}

/** Changes when lenses may: what is placed on the devices, not how busy they are. */
export function placementKey(inventory: Inventory | undefined): string {
  const facts = inventory?.devices.map(({ device, freeMiB, slices, foreign, unusable }) => [
    device.uuid,
    device.memoryMiB,
    freeMiB,
    slices.map(({ requestMiB }) => requestMiB),
    foreign.map(({ usedMiB }) => usedMiB),
    unusable,
  ]);
  return JSON.stringify(facts ?? null);
}
