import { mibOfBytes } from '../../gpu/memory.ts';
import { readApiQuantity } from '../../gpu/apiQuantity.ts';
import type { MiB } from '../../gpu/quantity.ts';
import { scalarText } from '../scalarText.ts';
import type { Entry } from '../workload.ts';
import type { DeviceChoice, DeviceClaim, DeviceRequest } from './claim.ts';

/** Classes of NVIDIA's driver that hand out no GPU but a channel between nodes. */
const notGpus = /^compute-domain/;

/** Whether a choice is for a GPU or a part of one: by the class's name, or by attributes of NVIDIA's driver. */
export function isForGpu({ deviceClass, selectors }: DeviceChoice): boolean {
  if (notGpus.test(deviceClass.value)) return false;
  return (
    /gpu|nvidia|(^|[.-])mig([.-]|$)/.test(deviceClass.value) ||
    selectors.some(({ expression }) => expression.value.includes('gpu.nvidia.com'))
  );
}

/** Whether it asks for MIG devices. */
export function isForMig(choice: DeviceChoice): boolean {
  return /(^|[.-])mig([.-]|$)/.test(choice.deviceClass.value) || profileOf(choice) !== undefined;
}

/** The MIG profile that its selectors want: `1g.10gb`. */
export function profileOf({ selectors }: DeviceChoice): string | undefined {
  for (const condition of selectors.flatMap(({ conditions }) => conditions)) {
    if (condition.kind === 'profile') return condition.profile;
  }
  return undefined;
}

/** The entry of `capacity.requests` that is about memory: `memory`, `gpu.nvidia.com/memory`. */
export function memoryEntryOf({ capacity }: DeviceChoice): Entry | undefined {
  return capacity.find(({ key }) => /(^|\/)memory$/.test(key.value));
}

/** Bytes of such an entry as whole MiB, rounded up as drivers that count in MiB do; undefined where it is no amount above 0. */
export function memoryOf({ value }: Entry): { readonly memoryMiB: MiB; readonly exact: boolean } | undefined {
  const quantity = typeof value.value === 'object' ? undefined : readApiQuantity(scalarText(value.value));
  if (quantity === undefined || quantity.milli <= 0n) return undefined;
  return mibOfBytes({ units: quantity.milli, scale: 3 });
}

/** How many devices; `all` that match. A count that is left out, and 0, is 1 (SetDefaults_ExactDeviceRequest of Kubernetes 1.37). */
export function countOf({ mode, count }: DeviceChoice): number | 'all' {
  if (mode?.value.value === 'All') return 'all';
  const written = count?.value.value;
  const number = typeof written === 'number' || typeof written === 'bigint' ? Number(written) : 1;
  return number > 0 ? number : 1;
}

/** The requests of a claim that a container names: one, or all. */
export function requestsOf({ requests }: DeviceClaim, name: string | undefined): readonly DeviceRequest[] {
  return name === undefined ? requests : requests.filter((request) => request.name.value === name);
}
