import * as l10n from '@vscode/l10n';
import { mib, share, type MiB } from '../../../../gpu/quantity.ts';
import type { Enforcement } from '../../../../gpu/slice.ts';
import type { GpuView, SliceView } from '../../clusterView.ts';
import { present } from '../../objects/fields.ts';
import type { PodObject } from '../../objects/pod.ts';
import { floorShare } from './floorShare.ts';
import { readHamiShares, type HamiShare } from './hamiAllocation.ts';
import { readHamiCards, type HamiCard } from './hamiRegister.ts';
import type { SliceReader } from './sliceReader.ts';

/** What is used of a card. */
interface CardUse {
  readonly memoryMiB: MiB;
  readonly cores: number;
  readonly slots: number;
}

interface Holder {
  readonly pod: PodObject;
  readonly shares: readonly HamiShare[];
}

/** HAMi: the cards that its device plugin registers, with what its scheduler wrote on pods. A card that none registers is drawn too. */
export const drawHami: SliceReader = ({ node, pods }) => {
  const cards = readHamiCards(node);
  const holders = pods.map(({ pod }): Holder => ({ pod, shares: readHamiShares(pod) }));
  const registered = new Set(cards.map(({ uuid }) => uuid));
  const others = new Set(holders.flatMap(({ shares }) => shares.map(({ uuid }) => uuid))).difference(registered);
  return [
    ...cards.toSorted((left, right) => left.index - right.index).map((card) => drawCard(card.uuid, card, holders)),
    ...[...others].map((uuid) => drawCard(uuid, undefined, holders)),
  ];
};

function drawCard(uuid: string, card: HamiCard | undefined, holders: readonly Holder[]): GpuView {
  const own = holders.map(({ pod, shares }) => ({ pod, shares: shares.filter((each) => each.uuid === uuid) }));
  const used = sumUse(own);
  const memoryMiB = card?.memoryMiB ?? mib(0);
  const slices = own.flatMap(({ pod, shares }) =>
    shares.filter(({ isInit }) => !isInit || !isInitialized(pod)).map((each, index) => drawSlice(pod, each, { card, index })),
  );
  const isWhole = slices.length === 1 && (slices[0]?.share ?? 0) >= 1;
  return {
    id: uuid,
    uuid,
    ...present({ index: card?.index, unusable: card && describeUnusable(card, used) }),
    kind: slices.length === 0 ? 'free' : isWhole ? 'whole' : 'shared',
    ...(memoryMiB > 0 && { countedMiB: memoryMiB, freeMiB: mib(Math.max(0, memoryMiB - used.memoryMiB)) }),
    freeShare: memoryMiB > 0 ? floorShare((memoryMiB - used.memoryMiB) / memoryMiB) : 0,
    slices,
  };
}

function drawSlice(
  pod: PodObject,
  { container, memoryMiB, cores, profile }: HamiShare,
  { card, index }: { readonly card: HamiCard | undefined; readonly index: number },
): SliceView {
  const total = card?.memoryMiB ?? 0;
  return {
    id: `${pod.namespace}/${pod.name}/${container}${index === 0 ? '' : `/${index}`}`,
    pod,
    container,
    ...(total > 0 && memoryMiB <= total && { share: share(floorShare(memoryMiB / total)) }),
    requestMiB: memoryMiB,
    limitMiB: memoryMiB,
    ...(cores > 0 && { corePercent: cores }),
    enforcement: enforcementOf(pod, card),
    ...(profile !== undefined && { piece: `mig-${profile}` }),
  };
}

function enforcementOf({ annotations }: PodObject, card: HamiCard | undefined): Enforcement {
  const mode = annotations['nvidia.com/vgpu-mode'] ?? card?.mode;
  return mode === 'mig' ? 'driver' : mode === 'mps' ? 'mps' : 'interception';
}

/** Until the init containers are done, the most that they need one after the other, or what the others need together. */
function sumUse(holders: readonly Holder[]): CardUse {
  const uses = holders.map(({ pod, shares }) => {
    const running = add(shares.filter(({ isInit }) => !isInit));
    const starting = isInitialized(pod)
      ? []
      : [
          ...Map.groupBy(
            shares.filter(({ isInit }) => isInit),
            ({ container }) => container,
          ).values(),
        ];
    return starting.map(add).reduce(
      (most, use) => ({
        memoryMiB: mib(Math.max(most.memoryMiB, use.memoryMiB)),
        cores: Math.max(most.cores, use.cores),
        slots: Math.max(most.slots, use.slots),
      }),
      running,
    );
  });
  return uses.reduce(
    (sum, use) => ({
      memoryMiB: mib(sum.memoryMiB + use.memoryMiB),
      cores: sum.cores + use.cores,
      slots: sum.slots + use.slots,
    }),
    { memoryMiB: mib(0), cores: 0, slots: 0 },
  );
}

function add(shares: readonly HamiShare[]): CardUse {
  return {
    memoryMiB: mib(shares.reduce((sum, { memoryMiB }) => sum + memoryMiB, 0)),
    cores: shares.reduce((sum, { cores }) => sum + cores, 0),
    slots: shares.length,
  };
}

function isInitialized({ conditions }: PodObject): boolean {
  return conditions.some(({ type, status }) => type === 'Initialized' && status === 'True');
}

function describeUnusable(card: HamiCard, used: CardUse): string | undefined {
  if (!card.isHealthy) return l10n.t('HAMi calls it unhealthy');
  if (card.isCordoned) return l10n.t('cordoned by the annotation {0} of its node', 'hami.io/device-cordon');
  if (card.slots > 0 && used.slots >= card.slots) return l10n.t('all its {0} slots are taken', card.slots);
  return card.cores > 0 && used.cores >= card.cores ? l10n.t('all its cores are handed out') : undefined;
}
