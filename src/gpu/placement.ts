import { countedMiB, type Device } from './device.ts';
import { memoryOfAmount, shareOfAmount } from './fraction.ts';
import { mib, share, type MiB, type Share } from './quantity.ts';
import { isWholeGpu, type FractionRequest } from './request.ts';
import type { ForeignUse, Slice } from './slice.ts';

/** A device and what is held on it. */
export interface DeviceUse {
  readonly device: Device;
  readonly slices: readonly Slice[];
  /** What others hold of it; absent: nothing is known of others. */
  readonly foreign?: readonly ForeignUse[];
  /** In use beside slices and the named processes: graphics, the driver, processes that are not seen from here. */
  readonly otherMiB?: MiB;
  /** Why nothing can be placed on it, for a person. */
  readonly unusable?: string;
}

/** What is left on one device and who holds the rest; the numbers of a refusal. */
export interface DeviceRoom {
  readonly device: Device;
  readonly freeMiB: MiB;
  readonly freeShare: Share;
  readonly neededMiB: MiB;
  readonly holders: readonly { readonly name: string; readonly requestMiB: MiB; readonly share: Share }[];
  /** What others use, as in `DeviceUse`. */
  readonly foreign?: readonly ForeignUse[];
  readonly otherMiB?: MiB;
  readonly unusable?: string;
}

/** What a request gets of one device. */
interface Grant {
  readonly device: Device;
  readonly share: Share;
  readonly requestMiB: MiB;
  readonly limitMiB: MiB;
}

/** Where a request would land now, or the reason why it would not. */
export type Placement =
  | {
      readonly kind: 'fits';
      readonly devices: readonly Device[];
      /** One a device: unlike devices give unlike memory for the same share. */
      readonly grants: readonly Grant[];
      /** Of the first device, as are the two below. */
      readonly share: Share;
      readonly requestMiB: MiB;
      readonly limitMiB: MiB;
    }
  | {
      readonly kind: 'refused';
      /**
       * `tooLarge`: no device is that large; `tooSmall`: less than 1 MiB of each; `limitBelowRequest`: so on each;
       * `full`: others hold it; `tooFewDevices`: more devices asked than there are; `unusable`: there are, but they cannot be used.
       */
      readonly reason: 'noDevices' | 'unusable' | 'tooLarge' | 'tooSmall' | 'limitBelowRequest' | 'full' | 'tooFewDevices';
      readonly rooms: readonly DeviceRoom[];
    };

type Refusal = (Placement & { kind: 'refused' })['reason'];

interface Candidate {
  readonly use: DeviceUse;
  readonly counted: MiB;
  readonly room: DeviceRoom;
  readonly limitMiB: MiB;
}

/**
 * Where a request would land on this machine now. A device fits while the sum of requests stays within its counted memory
 * (KAI v0.17 pkg/scheduler/api/node_info), less what others use (see `readRoom`); the fullest shared devices that fit come first, then empty ones in their order;
 * a whole GPU needs a device without slices and foreign processes. Each device of a request for several takes the full amount.
 */
export function place(
  request: FractionRequest,
  uses: readonly DeviceUse[],
  options: { readonly deviceUuid?: string } = {},
): Placement {
  const named = uses
    .filter(({ device }) => options.deviceUuid === undefined || device.uuid === options.deviceUuid)
    .map((use) => toCandidate(request, use));
  const usable = named.filter(({ use }) => use.unusable === undefined);
  const candidates = usable.length === 0 ? named : usable;
  const rooms = candidates.map(({ room }) => room);
  const refused = (reason: Refusal): Placement => ({ kind: 'refused', reason, rooms });

  if (candidates.length === 0) return refused('noDevices');
  if (usable.length === 0) return refused('unusable');
  if (candidates.length < request.devices) return refused('tooFewDevices');
  const enough = (some: readonly Candidate[]): boolean => some.length >= request.devices;
  const largeEnough = candidates.filter(({ counted, room }) => room.neededMiB <= counted);
  if (!enough(largeEnough)) return refused('tooLarge');
  const notEmpty = largeEnough.filter(({ room }) => room.neededMiB >= 1);
  if (!enough(notEmpty)) return refused('tooSmall');
  const limited = notEmpty.filter(({ room, limitMiB }) => limitMiB >= room.neededMiB);
  if (!enough(limited)) return refused('limitBelowRequest');
  const chosen = limited
    .filter((candidate) => hasRoom(request, candidate))
    .toSorted(fullestFirst)
    .slice(0, request.devices);
  const grants = chosen.map(({ use, counted, room, limitMiB }) => ({
    device: use.device,
    share: shareOfAmount(request.request, counted),
    requestMiB: room.neededMiB,
    limitMiB,
  }));
  const [first] = grants;
  if (first === undefined || !enough(chosen)) return refused('full');
  const { share: part, requestMiB, limitMiB } = first;
  return { kind: 'fits', devices: grants.map(({ device }) => device), grants, share: part, requestMiB, limitMiB };
}

function toCandidate(request: FractionRequest, use: DeviceUse): Candidate {
  const counted = countedMiB(use.device);
  const limit = memoryOfAmount(request.limit ?? request.request, counted);
  return { use, counted, room: readRoom(use, memoryOfAmount(request.request, counted)), limitMiB: mib(Math.min(limit, counted)) };
}

/**
 * What is left of a device and who holds the rest, beside a need of `neededMiB`. Slices count as what they were promised, others
 * as what they use now. The latter comes off the device's true memory first: the few MiB of an idle driver vanish in the
 * rounding to hundreds, so that two halves still fill a device.
 */
export function readRoom(use: DeviceUse, neededMiB: MiB): DeviceRoom {
  const { device, slices, foreign = [], otherMiB = mib(0), unusable } = use;
  const counted = countedMiB(device);
  const held = slices.reduce((sum, slice) => sum + slice.requestMiB, 0);
  const others = foreign.reduce<number>((sum, { usedMiB }) => sum + usedMiB, otherMiB);
  const free = unusable === undefined ? Math.max(0, Math.min(counted, device.memoryMiB - others) - held) : 0;
  return {
    device,
    freeMiB: mib(free),
    freeShare: share(counted === 0 ? 0 : Math.floor((free / counted) * 100) / 100),
    neededMiB,
    holders: slices.map(({ holder, requestMiB, share: held }) => ({ name: holder, requestMiB, share: held })),
    ...(foreign.length > 0 && { foreign }),
    ...(otherMiB > 0 && { otherMiB }),
    ...(unusable !== undefined && { unusable }),
  };
}

function hasRoom(request: FractionRequest, { use, room }: Candidate): boolean {
  return room.neededMiB <= room.freeMiB && (!isWholeGpu(request) || isEmpty(use));
}

function isEmpty({ slices, foreign = [] }: DeviceUse): boolean {
  return slices.length === 0 && foreign.length === 0;
}

function fullestFirst(left: Candidate, right: Candidate): number {
  const byUse = Number(left.use.slices.length === 0) - Number(right.use.slices.length === 0);
  return byUse || left.room.freeMiB - right.room.freeMiB || left.use.device.index - right.use.device.index;
}
