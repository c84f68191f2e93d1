import { memoryOfProfile } from '../../gpu/migProfile.ts';
import { share } from '../../gpu/quantity.ts';
import type { Amount } from '../../gpu/request.ts';
import type { ContainerAsk } from '../dialects/dialect.ts';
import { isTemplated } from '../isTemplated.ts';
import type { ReadWorkload } from '../manifestFile.ts';
import { scalarText } from '../scalarText.ts';
import type { Container, ContainerClaim } from '../workload.ts';
import type { DeviceChoice, DeviceRequest, FoundClaim } from './claim.ts';
import { countOf, isForGpu, isForMig, memoryEntryOf, memoryOf, profileOf, requestsOf } from './gpuClaims.ts';

/** A request of a claim for a GPU, with the container that is the first to name it. */
export interface AskedDevice {
  readonly found: FoundClaim;
  readonly request: DeviceRequest;
  /** What it asks first, or only. */
  readonly choice: DeviceChoice;
  readonly container: Container;
  readonly named: ContainerClaim;
}

/** The requests for GPUs among the claims of the text that a workload's containers name; containers before init containers. */
export function findAskedDevices({ workload, claims }: ReadWorkload): readonly AskedDevice[] {
  const { containers, initContainers } = workload.template;
  const taken = new Set<DeviceRequest>();
  return [...containers, ...initContainers].flatMap((container) =>
    container.claims.flatMap((named): readonly AskedDevice[] => {
      const found = claims.find(({ podClaim }) => podClaim === named.name.value);
      if (found === undefined) return [];
      return requestsOf(found.claim, named.request?.value).flatMap((request) => {
        const [choice] = request.choices;
        if (choice === undefined || taken.has(request) || !isKnown(choice)) return [];
        taken.add(request);
        return [{ found, request, choice, container, named }];
      });
    }),
  );
}

/** Whether it is for GPUs and all of it is known; who only watches holds nothing. */
function isKnown(choice: DeviceChoice): boolean {
  const values = [choice.count, choice.mode, memoryEntryOf(choice)].map((entry) => scalarText(entry?.value.value));
  return isForGpu(choice) && !choice.hasAdminAccess && ![choice.deviceClass.value, ...values].some(isTemplated);
}

/** Devices of one container that it asks equally much of. */
export interface DeviceGroup {
  readonly what: Amount | { readonly kind: 'mig'; readonly profile: string };
  /** `all`: as many as a node has. */
  readonly count: number | 'all';
  /** Never empty. */
  readonly devices: readonly AskedDevice[];
}

export function groupDevices(devices: readonly AskedDevice[]): readonly DeviceGroup[] {
  const groups = new Map<string, DeviceGroup>();
  for (const device of devices) {
    const what = readWhat(device.choice);
    const id = JSON.stringify([device.container.name, what]);
    const { count: before = 0, devices: others = [] } = groups.get(id) ?? {};
    const more = countOf(device.choice);
    groups.set(id, { what, count: before === 'all' || more === 'all' ? 'all' : before + more, devices: [...others, device] });
  }
  return [...groups.values()];
}

/** What a group asks for; undefined where it takes all devices of a node. */
export function toAsk({ what, count, devices: [device] }: DeviceGroup): ContainerAsk | undefined {
  if (count === 'all' || device === undefined) return undefined;
  const { range } = device.named;
  const container = device.container.name;
  return what.kind === 'mig'
    ? { kind: 'fixed', piece: { kind: 'mig', profile: what.profile, ...memoryOfProfile(what.profile), count, container }, range }
    : { kind: 'request', request: { devices: count, request: what, container }, range };
}

function readWhat(choice: DeviceChoice): DeviceGroup['what'] {
  const entry = memoryEntryOf(choice);
  const memory = entry && memoryOf(entry);
  if (memory !== undefined) return { kind: 'memory', memoryMiB: memory.memoryMiB };
  return isForMig(choice) ? { kind: 'mig', profile: profileOf(choice) ?? 'any' } : { kind: 'share', share: share(1) };
}
