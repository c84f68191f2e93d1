import { readApiQuantity } from '../../gpu/apiQuantity.ts';

const prefix = 'nvidia.com/container.';
const memoryRequest = '.gpu-memory.request';
const memoryLimit = '.gpu-memory.limit';
const suffixes = [memoryRequest, memoryLimit, '.gpu-compute.mode', '.gpus.devices'] as const;

/** One annotation of the NvFractions dialect (KAI 0.18 and later). */
export interface NvKey {
  readonly key: string;
  readonly value: string;
  readonly container: string;
  readonly suffix: (typeof suffixes)[number];
}

export interface NvKeys {
  readonly known: readonly NvKey[];
  /** The first key with the prefix that says nothing that KAI knows. */
  readonly unknown: string | undefined;
}

export function readNvKeys(annotations: ReadonlyMap<string, string>): NvKeys {
  const all = [...annotations].filter(([key]) => key.startsWith(prefix));
  const known = all.flatMap(([key, value]): readonly NvKey[] => {
    const suffix = suffixes.find((each) => key.endsWith(each));
    const container = suffix === undefined ? '' : key.slice(prefix.length, -suffix.length);
    return suffix === undefined || container === '' ? [] : [{ key, value, container, suffix }];
  });
  return { known, unknown: all.find(([key]) => known.every((each) => each.key !== key))?.[0] };
}

export function isMemory({ suffix }: NvKey): boolean {
  return suffix === memoryRequest || suffix === memoryLimit;
}

/** Of the first container that a memory key names: thousandths of bytes, where they can be read. */
export function readNvMemory({
  known,
}: NvKeys): { readonly container: string; readonly request?: NvKey; readonly limit?: NvKey } | undefined {
  const container = known.find(isMemory)?.container;
  if (container === undefined) return undefined;
  const find = (suffix: string): NvKey | undefined =>
    known.find((each) => each.container === container && each.suffix === suffix);
  const request = find(memoryRequest);
  const limit = find(memoryLimit);
  return { container, ...(request && { request }), ...(limit && { limit }) };
}

export function requestKeyOf(container: string): string {
  return prefix + container + memoryRequest;
}

export function limitKeyOf(container: string): string {
  return prefix + container + memoryLimit;
}

/** Thousandths of bytes of a quantity above 0. */
export function readMemory(text: string): bigint | undefined {
  const milli = readApiQuantity(text)?.milli;
  return milli !== undefined && milli > 0n ? milli : undefined;
}

/** Thousandths of bytes of whole MiB. */
export function milliOfMiB(count: bigint): bigint {
  return count * 2n ** 20n * 1000n;
}
