import * as l10n from '@vscode/l10n';
import { describeAmount } from './amount.ts';
import { countedMiB } from './device.ts';
import { formatGiB, formatMiB } from './memory.ts';
import type { DeviceRoom, Placement } from './placement.ts';
import { nameProduct } from './product.ts';
import type { Amount, FractionRequest } from './request.ts';
import { formatPercent, formatShare } from './share.ts';
import type { ForeignUse } from './slice.ts';

/**
 * The request in words: "half of one GPU", "0.3 of one GPU", "8.0 GiB of one GPU", "2 × 0.25 of a GPU", "2 GPUs"; with what it says of
 * the cores: "8.0 GiB of one GPU, 30 % of its cores".
 */
export function describeRequest(request: FractionRequest): string {
  const { compute } = request;
  const amount = describeDevices(request);
  if (compute === undefined) return amount;
  if (compute.kind === 'cores') return l10n.t('{0}, {1} % of its cores', amount, compute.percent);
  return compute.mode === 'sm-sharing' ? l10n.t('{0}, cores shared by MPS', amount) : l10n.t('{0}, cores by turns', amount);
}

function describeDevices({ devices, request }: FractionRequest): string {
  if (request.kind === 'share' && request.share >= 1) return devices === 1 ? l10n.t('one GPU') : l10n.t('{0} GPUs', devices);
  if (devices !== 1) return l10n.t('{0} × {1} of a GPU', devices, describeAmount(request));
  const round = request.kind === 'share' ? describeRoundShare(request.share) : undefined;
  return round ?? l10n.t('{0} of one GPU', describeAmount(request));
}

/** Shares that people call by a word. */
function describeRoundShare(share: number): string | undefined {
  switch (share) {
    case 0.5:
      return l10n.t('half of one GPU');
    case 0.25:
      return l10n.t('a quarter of one GPU');
    case 0.75:
      return l10n.t('three quarters of one GPU');
    case 0.125:
      return l10n.t('an eighth of one GPU');
    default:
      return undefined;
  }
}

/** Where it lands, or why it does not with the numbers, the holders and the cure; for a person. */
export function describePlacement(placement: Placement, request: FractionRequest): string {
  if (placement.kind === 'refused') return describeRefusal(placement, request);
  const where = placement.devices.map((device) => l10n.t('{0} (gpu {1})', nameProduct(device.product), device.index)).join(', ');
  return l10n.t('fits: {0} ({1}) of {2}', formatShare(placement.share), formatGiB(placement.requestMiB), where);
}

/** Why there is no place, in a few words: "25 % free". */
export function describeShortRefusal({ reason, rooms }: Placement & { kind: 'refused' }): string {
  const most = formatPercent(Math.max(0, ...rooms.map(({ freeShare }) => freeShare)));
  switch (reason) {
    case 'full':
      return rooms.length === 1 ? l10n.t('{0} free', most) : l10n.t('at most {0} free on one GPU', most);
    case 'tooLarge':
      return l10n.t('larger than any GPU here');
    case 'tooFewDevices':
      return l10n.t('more GPUs than there are');
    case 'noDevices':
      return l10n.t('no GPU here');
    case 'unusable':
      return l10n.t('the GPU cannot be used');
    case 'tooSmall':
      return l10n.t('less than 1 MiB');
    case 'limitBelowRequest':
      return l10n.t('above its limit');
  }
}

function describeRefusal({ reason, rooms }: Placement & { kind: 'refused' }, request: FractionRequest): string {
  const [first] = rooms;
  switch (reason) {
    case 'noDevices':
      return l10n.t(
        'no room for {0}: there is no such GPU here. To simulate one set GPU_FRACTIONS_SIMULATE, or gpuFractions.simulate in the editor, to {1}.',
        describeRequest(request),
        '1xNVIDIA-H100-80GB-HBM3',
      );
    case 'unusable':
      return l10n.t('no room for {0}: {1}.', describeRequest(request), rooms.map(describeUnusable).join('; '));
    case 'tooFewDevices':
      return l10n.t(
        'no room for {0}: {1} GPUs asked, {2} here. Ask for fewer devices.',
        asked(request),
        request.devices,
        rooms.length,
      );
    case 'tooLarge':
      return l10n.t('no room for {0}: {1}. Ask for less.', asked(request, first), rooms.map(describeSize).join('; '));
    case 'tooSmall':
      return l10n.t('{0} is less than 1 MiB. Ask for more.', asked(request, first));
    case 'limitBelowRequest':
      return l10n.t(
        'limit {0} is below request {1}: the process would be stopped before it reaches what it was promised. Raise the limit.',
        describeAmount(request.limit ?? request.request),
        describeAmount(request.request),
      );
    case 'full':
      return l10n.t('no room for {0}: {1} Stop one of them or ask for less.', asked(request, first), describeRooms(rooms));
  }
}

/** `0.5 (39.8 GiB) of an H100 80GB`; each of several devices takes that. */
function asked({ devices, request }: FractionRequest, room?: DeviceRoom): string {
  const count = devices === 1 ? '' : `${devices} × `;
  if (room === undefined) return `${count}${describeAmount(request)}`;
  return l10n.t('{0}{1} of {2}', count, withMemory(request, room), nameProduct(room.device.product));
}

function withMemory(request: Amount, { neededMiB }: DeviceRoom): string {
  return request.kind === 'memory' ? describeAmount(request) : `${describeAmount(request)} (${formatGiB(neededMiB)})`;
}

function describeSize({ device }: DeviceRoom): string {
  return l10n.t('{0} (gpu {1}) has {2}', nameProduct(device.product), device.index, formatGiB(countedMiB(device)));
}

function describeRooms(rooms: readonly DeviceRoom[]): string {
  return rooms
    .map((room) => (rooms.length === 1 ? describeRoom(room) : `gpu ${room.device.index}: ${describeRoom(room)}`))
    .join(' ');
}

function describeUnusable({ device, unusable = '' }: DeviceRoom): string {
  return l10n.t('{0} (gpu {1}) cannot be used: {2}', nameProduct(device.product), device.index, unusable.replace(/\.$/, ''));
}

function describeRoom({ freeMiB, neededMiB, holders, foreign = [], otherMiB }: DeviceRoom): string {
  const isCloseMiss = freeMiB < neededMiB && formatGiB(freeMiB) === formatGiB(neededMiB);
  const free = isCloseMiss
    ? l10n.t('free {0} of the {1} needed', formatMiB(freeMiB), formatMiB(neededMiB))
    : l10n.t('free {0}', formatGiB(freeMiB));
  const held = [
    ...holders.map(({ name, share, requestMiB }) =>
      l10n.t('{0} holds {1} ({2})', name, formatShare(share), formatGiB(requestMiB)),
    ),
    ...foreign.map((process) => l10n.t('{0} holds {1}', describeProcess(process), formatGiB(process.usedMiB))),
    ...(otherMiB === undefined ? [] : [l10n.t('others hold {0}', formatGiB(otherMiB))]),
  ];
  return `${[free, held.join(', ')].filter((part) => part !== '').join('; ')}.`;
}

/** `pid 4242 python`. */
export function describeProcess({ pid, name }: Pick<ForeignUse, 'pid' | 'name'>): string {
  return name === undefined ? l10n.t('pid {0}', pid) : l10n.t('pid {0} {1}', pid, name);
}
