import * as l10n from '@vscode/l10n';
import type { AllocatedDevice } from '../../../../gpu/dra/claim.ts';
import type { Candidate } from '../../../../gpu/dra/pools.ts';
import type { DraDevice } from '../../../../gpu/dra/resourceSlice.ts';
import { formatGiB } from '../../../../gpu/memory.ts';
import { parseMigProfile } from '../../../../gpu/migProfile.ts';
import { mib, share, type MiB } from '../../../../gpu/quantity.ts';
import type { GpuView, SliceView } from '../../clusterView.ts';
import type { Holding } from '../draHoldings.ts';
import type { NodeInput } from '../nodeInput.ts';
import { asList, asRecord, present } from '../../objects/fields.ts';
import type { PodObject } from '../../objects/pod.ts';
import { floorShare } from './floorShare.ts';
import type { SliceReader } from './sliceReader.ts';

/** A device with who holds it. */
interface Device {
  readonly candidate: Candidate;
  readonly holdings: readonly Holding[];
}

const bytesPerMiB = 2n ** 20n;
const nano = 10n ** 9n;

/**
 * DRA: GPUs as the drivers list them, with the claims on them; MIG devices under their GPU, of those that could be made only the ones
 * that a claim has.
 */
export const drawDra: SliceReader = (input) => {
  const { pools, holdings } = input.dra;
  const held = Map.groupBy(holdings, ({ result }) => idOfDevice(result));
  const devices = pools
    .flatMap((pool) => (pool.kind === 'usable' ? pool.candidates : []))
    .map((candidate): Device => ({ candidate, holdings: held.get(candidate.id) ?? [] }));
  const gpus = devices.filter(({ candidate: { device } }) => typeOf(device) === 'gpu');
  const parts = devices.filter(
    ({ candidate: { device }, holdings: { length } }) => isMig(device) && (length > 0 || !isPossible(device)),
  );
  const byParent = Map.groupBy(parts, ({ candidate: { device } }) => textOf(device, 'parentUUID') ?? '');
  const listed = new Set(gpus.map(({ candidate: { device } }) => textOf(device, 'uuid') ?? ''));
  const orphans = [...byParent].filter(([parent]) => !listed.has(parent));
  return [
    ...gpus.map((gpu) => {
      const uuid = textOf(gpu.candidate.device, 'uuid') ?? '';
      const cut = byParent.get(uuid) ?? [];
      return cut.length > 0 ? drawCut(gpu.candidate.id, gpu, cut, input) : drawGpu(gpu, input);
    }),
    ...orphans.map(([parent, cut]) => drawCut(parent === '' ? 'mig' : parent, undefined, cut, input)),
  ];
};

function drawGpu({ candidate, holdings }: Device, input: NodeInput): GpuView {
  const { device, id } = candidate;
  const memoryMiB = memoryOf(device);
  const isWhole = holdings.some(({ result }) => result.shareId === undefined);
  const usedMiB = isWhole ? (memoryMiB ?? 0) : holdings.reduce((sum, { result }) => sum + consumedMiB(result), 0);
  const freeMiB = Math.max(0, (memoryMiB ?? 0) - usedMiB);
  const freeShare = isWhole
    ? 0
    : memoryMiB === undefined || memoryMiB === 0
      ? Number(holdings.length === 0)
      : floorShare(freeMiB / memoryMiB);
  return {
    id,
    ...identityOf(device),
    kind: holdings.length === 0 ? 'free' : isWhole ? 'whole' : 'shared',
    ...(memoryMiB !== undefined && { countedMiB: memoryMiB, freeMiB: mib(freeMiB) }),
    freeShare,
    slices: holdings.flatMap((holding) => drawSlices(holding, candidate, input)),
    ...present({ unusable: describeTaint(device) }),
  };
}

/** A GPU that is cut into MIG devices. */
function drawCut(id: string, gpu: Device | undefined, parts: readonly Device[], input: NodeInput): GpuView {
  const memoryMiB = gpu && memoryOf(gpu.candidate.device);
  const isMade = parts.some(({ candidate: { device } }) => isPossible(device));
  const usedMiB = parts.reduce(
    (sum, { candidate: { device }, holdings: { length } }) => sum + (length > 0 ? (memoryOf(device) ?? 0) : 0),
    0,
  );
  const free = parts.filter(({ holdings }) => holdings.length === 0);
  const shareOf = ({ candidate: { device } }: Device): number => {
    const partMiB = memoryOf(device);
    return memoryMiB === undefined || partMiB === undefined ? sevenths(device) : partMiB / memoryMiB;
  };
  const freeMiB = memoryMiB === undefined ? undefined : Math.max(0, memoryMiB - usedMiB);
  const freeShare =
    isMade && memoryMiB !== undefined && freeMiB !== undefined ? freeMiB / memoryMiB : Math.max(0, ...free.map(shareOf));
  const byProfile = Map.groupBy(parts, ({ candidate: { device } }) => textOf(device, 'profile') ?? device.name);
  return {
    id,
    ...(gpu === undefined ? { uuid: id } : identityOf(gpu.candidate.device)),
    kind: 'partitioned',
    ...(memoryMiB !== undefined && { countedMiB: memoryMiB }),
    ...(freeMiB !== undefined && { freeMiB: mib(freeMiB) }),
    freeShare: floorShare(freeShare),
    pieces: [...byProfile].map(([name, same]) => ({
      name,
      total: same.length,
      free: same.filter(({ holdings }) => holdings.length === 0).length,
    })),
    slices: parts.flatMap(({ candidate, holdings }) => holdings.flatMap((holding) => drawSlices(holding, candidate, input))),
  };
}

/** A slice for each pod of this node that uses the claim. */
function drawSlices({ claim, result }: Holding, { device, pool }: Candidate, { pods }: NodeInput): readonly SliceView[] {
  const memoryMiB = memoryOf(device);
  const isShare = result.shareId !== undefined;
  const usedMiB = isShare ? consumedMiB(result) : memoryMiB;
  const profile = isMig(device) ? textOf(device, 'profile') : undefined;
  return claim.reservedFor.flatMap(({ uid, resource }): readonly SliceView[] => {
    const held = resource === 'pods' ? pods.find(({ pod }) => pod.uid === uid) : undefined;
    if (held === undefined) return [];
    const container = findContainer(held.pod, claim);
    return [
      {
        id: [
          held.id,
          container ?? '',
          claim.name,
          result.request,
          pool,
          device.name,
          ...(result.shareId === undefined ? [] : [result.shareId]),
        ].join('/'),
        pod: held.pod,
        ...present({ container }),
        ...shareOfDevice(usedMiB, isMig(device) ? undefined : memoryMiB, isShare),
        ...(usedMiB !== undefined && { requestMiB: mib(usedMiB) }),
        // who holds a share to its capacity is up to the driver, which tells nothing of it
        ...(usedMiB !== undefined && !isShare && { limitMiB: mib(usedMiB) }),
        enforcement: isShare ? 'none' : 'driver',
        ...present({ piece: isShare ? l10n.t('{0} of {1}', formatGiB(usedMiB ?? 0), device.name) : profile && `mig-${profile}` }),
      },
    ];
  });
}

function shareOfDevice(usedMiB: number | undefined, memoryMiB: MiB | undefined, isShare: boolean): Pick<SliceView, 'share'> {
  if (memoryMiB === undefined || memoryMiB === 0 || usedMiB === undefined) return {};
  const part = isShare ? floorShare(usedMiB / memoryMiB) : 1;
  return part > 0 ? { share: share(part) } : {};
}

/** The container that names the claim; the first of several. */
function findContainer({ claims, source }: PodObject, { name, podClaimName }: Holding['claim']): string | undefined {
  const names = new Set(claims.filter((each) => each.claimName === name).map((each) => each.name));
  if (podClaimName !== undefined) names.add(podClaimName);
  const spec = asRecord(source['spec']);
  const container = [...asList(spec['containers']), ...asList(spec['initContainers'])]
    .map(asRecord)
    .find((each) => asList(asRecord(each['resources'])['claims']).some((claim) => names.has(String(asRecord(claim)['name']))));
  return typeof container?.['name'] === 'string' ? container['name'] : undefined;
}

function idOfDevice({ driver, pool, device }: AllocatedDevice): string {
  return `${driver}/${pool}/${device}`;
}

function textOf({ attributes }: DraDevice, name: string): string | undefined {
  const attribute = attributes.get(name);
  return attribute?.kind === 'string' ? attribute.value : undefined;
}

function typeOf(device: DraDevice): string {
  return textOf(device, 'type') ?? (textOf(device, 'profile') === undefined ? 'gpu' : 'mig');
}

function isMig(device: DraDevice): boolean {
  return typeOf(device) === 'mig';
}

/** It is listed before it is there, and shares counters with others that could be made in its place. */
function isPossible({ consumesCounters }: DraDevice): boolean {
  return consumesCounters.length > 0;
}

function identityOf(device: DraDevice): Pick<GpuView, 'uuid' | 'index'> {
  const index = /^gpu-(\d{1,4})$/.exec(device.name)?.[1];
  return present({ uuid: textOf(device, 'uuid'), index: index === undefined ? undefined : Number(index) });
}

function memoryOf({ capacity }: DraDevice): MiB | undefined {
  const memory = capacity.get('memory')?.value;
  return memory === undefined ? undefined : mib(Number(memory / nano / bytesPerMiB));
}

function consumedMiB({ consumedCapacity }: AllocatedDevice): number {
  return Number((consumedCapacity.get('memory') ?? 0n) / nano / bytesPerMiB);
}

/** Of the cores, by the profile `1g.10gb`. */
function sevenths(device: DraDevice): number {
  return (parseMigProfile(textOf(device, 'profile') ?? '')?.slices ?? 1) / 7;
}

function describeTaint({ taints }: DraDevice): string | undefined {
  const taint = taints.find(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute');
  return taint && l10n.t('its driver taints it: {0}', [taint.key, taint.value].filter((part) => part !== '').join('='));
}
