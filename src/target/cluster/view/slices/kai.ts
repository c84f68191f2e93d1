import * as l10n from '@vscode/l10n';
import { countedMiBOfNode, countUsedGpus, findGroups, type ClusterNode, type GpuGroup } from '../../../../gpu/clusterNode.ts';
import { memoryOfAmount, shareOfAmount } from '../../../../gpu/fraction.ts';
import type { FractionRequest } from '../../../../gpu/request.ts';
import type { Enforcement } from '../../../../gpu/slice.ts';
import type { GpuView, SliceView } from '../../clusterView.ts';
import { findFraction, isUnknownGroup } from '../gpuUse.ts';
import type { HeldPod } from '../heldPod.ts';
import { describeReservationProblem } from '../describeReservation.ts';
import type { KaiTraits } from '../kaiTraits.ts';
import { listReservations, type NodeInput, type Reservation } from '../nodeInput.ts';
import { present } from '../../objects/fields.ts';
import { floorShare } from './floorShare.ts';
import type { SliceReader } from './sliceReader.ts';
import { drawFreeGpus, drawWholeGpus } from './wholeGpus.ts';

/**
 * KAI and Run:ai: the groups of the node's pods, which their reservation pods give a UUID, the GPUs of who has whole ones, and free
 * ones. Reservation pods hold nothing themselves.
 */
export const drawKai: SliceReader = (input, counted) => {
  const { countedMiB, isKnown } = countedMiBOfNode(counted);
  const shownMiB = isKnown ? countedMiB : undefined;
  const pods = new Map(input.pods.map((each) => [each.id, each]));
  const reservations = new Map(listReservations(input).map((reservation) => [reservation.group, reservation]));
  const shared = findGroups(counted).map((group) => drawGroup({ group, counted, pods, input, reservations }));
  const whole = counted.pods.flatMap(({ name, gpu }) => {
    const pod = pods.get(name);
    return pod === undefined || gpu.kind !== 'whole' ? [] : drawWholeGpus(pod, gpu.devices, shownMiB);
  });
  return [...shared, ...whole, ...drawFreeGpus(Math.max(0, counted.gpus - countUsedGpus(counted)), shownMiB)];
};

interface DrawnGroup {
  readonly group: GpuGroup;
  readonly counted: ClusterNode;
  readonly pods: ReadonlyMap<string, HeldPod>;
  readonly input: NodeInput;
  readonly reservations: ReadonlyMap<string, Reservation>;
}

function drawGroup({ group, counted, pods, input, reservations }: DrawnGroup): GpuView {
  const { countedMiB, isKnown } = countedMiBOfNode(counted);
  const reservation = reservations.get(group.id);
  const isUnknown = isUnknownGroup(group.id);
  const problem = isUnknown
    ? l10n.t('no label of its pod tells which GPU it is')
    : reservation && describeReservationProblem(reservation.pod);
  return {
    id: group.id,
    ...(!isUnknown && { group: group.id }),
    kind: 'shared',
    ...present({ uuid: reservation?.uuid, index: reservation?.index, unusable: problem }),
    ...(isKnown && { countedMiB, freeMiB: group.freeMiB }),
    freeShare: floorShare(group.freeMiB / countedMiB),
    slices: group.slices.flatMap((held): readonly SliceView[] => {
      const holder = pods.get(held.pod);
      if (holder === undefined) return [];
      const request = findFraction(holder.ask);
      const share = request === undefined ? held.share : shareOfAmount(request.request, countedMiB);
      const requestMiB = request === undefined ? held.requestMiB : memoryOfAmount(request.request, countedMiB);
      const enforcement = enforcementOf(holder, request, input.traits);
      const limit = request?.limit ?? (enforcement === 'none' ? undefined : request?.request);
      return [
        {
          id: `${holder.id}/${request?.container ?? ''}`,
          pod: holder.pod,
          ...(request !== undefined && { container: request.container }),
          // without the node's label only the one that is written is known
          ...((isKnown || request?.request.kind !== 'memory') && { share }),
          ...((isKnown || request?.request.kind === 'memory') && { requestMiB }),
          ...(limit !== undefined && (isKnown || limit.kind === 'memory') && { limitMiB: memoryOfAmount(limit, countedMiB) }),
          enforcement,
        },
      ];
    }),
  };
}

/** Who holds a pod of KAI to its memory (KAI's sharing modes; Run:ai up to 2.26 by interception). */
function enforcementOf({ pod, ask }: HeldPod, request: FractionRequest | undefined, { mode }: KaiTraits): Enforcement {
  if (pod.annotations['mps'] === 'true') return 'mps';
  const isNvFractions = mode === 'NvFractions' || (ask?.result.kind === 'request' && ask.result.dialect === 'nvFractions');
  if (isNvFractions) return request?.compute?.kind === 'mode' && request.compute.mode === 'sm-sharing' ? 'mps' : 'driver';
  if (pod.schedulerName === 'runai-scheduler') return 'interception';
  const isLeftOut = pod.annotations['kai-resource-isolator.io/inject'] === 'false';
  return mode === 'HamiCore' && !isLeftOut ? 'interception' : 'none';
}
