import { readApiQuantity } from '../../gpu/apiQuantity.ts';
import { mibOfBytes } from '../../gpu/memory.ts';
import type { MiB } from '../../gpu/quantity.ts';
import type { Version } from '../version.ts';
import type { Entry } from '../workload.ts';
import { annotationText, type RuleInput } from './rule.ts';

/** The first KAI that reads NvFractions; with `global.gpuSharingMode` NvFractions. */
export const nvFractionsSince: Version = { major: 0, minor: 18, patch: 0 };

const prefix = 'nvidia.com/container.';

/** Whether a key is one of a container, known or not. */
export function isNvKey(key: string): boolean {
  return key.startsWith(prefix);
}

const memoryRequest = '.gpu-memory.request';
const memoryLimit = '.gpu-memory.limit';
const computeMode = '.gpu-compute.mode';
const devices = '.gpus.devices';

export const nvSuffixes = [memoryRequest, memoryLimit, computeMode, devices] as const;

/** Suffixes that a user may write. */
export const writableSuffixes = [memoryRequest, memoryLimit, computeMode] as const;

/** The mode of a whole pod, as early builds of KAI 0.18 had it. */
export const oldModeKey = 'kai.scheduler/gpu-compute-sharing-mode';

/** One annotation of the NvFractions dialect (KAI 0.18 and later). */
export interface NvKey {
  readonly key: string;
  readonly value: string;
  readonly container: string;
  readonly suffix: (typeof nvSuffixes)[number];
}

export interface NvKeys {
  readonly known: readonly NvKey[];
  /** The first key with the prefix that says nothing that KAI knows. */
  readonly unknown: string | undefined;
}

export function readNvKeys(annotations: ReadonlyMap<string, string>): NvKeys {
  const all = [...annotations].filter(([key]) => isNvKey(key));
  const known = all.flatMap(([key, value]): readonly NvKey[] => {
    const suffix = nvSuffixes.find((each) => key.endsWith(each));
    const container = suffix === undefined ? '' : key.slice(prefix.length, -suffix.length);
    return suffix === undefined || container === '' ? [] : [{ key, value, container, suffix }];
  });
  return { known, unknown: all.find(([key]) => known.every((each) => each.key !== key))?.[0] };
}

/** One of them with the line that says it. */
export interface NvEntry extends NvKey {
  readonly entry: Entry;
}

/** The NvFractions annotations of a workload. */
export function findNvEntries(input: RuleInput): { readonly known: readonly NvEntry[]; readonly unknown: readonly Entry[] } {
  const written = input.item.workload.template.annotations.filter(({ key }) => isNvKey(key.value));
  const { known } = readNvKeys(new Map(written.map((entry) => [entry.key.value, annotationText(input, entry)])));
  return {
    known: known.flatMap((nv) => {
      const entry = written.find(({ key }) => key.value === nv.key);
      return entry === undefined ? [] : [{ ...nv, entry }];
    }),
    unknown: written.filter(({ key }) => known.every((nv) => nv.key !== key.value)),
  };
}

export function isMemory({ suffix }: NvKey): boolean {
  return suffix === memoryRequest || suffix === memoryLimit;
}

/** Of the first container that a memory key names. */
export function readNvMemory<Key extends NvKey>({
  known,
}: {
  readonly known: readonly Key[];
}): { readonly container: string; readonly request?: Key; readonly limit?: Key } | undefined {
  const container = known.find(isMemory)?.container;
  if (container === undefined) return undefined;
  const find = (suffix: string): Key | undefined => known.find((each) => each.container === container && each.suffix === suffix);
  const request = find(memoryRequest);
  const limit = find(memoryLimit);
  return { container, ...(request && { request }), ...(limit && { limit }) };
}

/** The key of a container with one of the suffixes. */
export function nvKeyOf(container: string, suffix: NvKey['suffix']): string {
  return prefix + container + suffix;
}

export function requestKeyOf(container: string): string {
  return nvKeyOf(container, memoryRequest);
}

export function limitKeyOf(container: string): string {
  return nvKeyOf(container, memoryLimit);
}

export function modeKeyOf(container: string): string {
  return nvKeyOf(container, computeMode);
}

/** The name of an annotation, behind the "/", has at most 63 characters: how many of them a container's name may have. */
export function longestName(suffix: string): number {
  return 63 - 'container.'.length - suffix.length;
}

const portion = '.gpu-memory.portion.limit';

/** The limit as a share, which KAI writes for `gpu-fraction.limit`. */
export function portionKeyOf(container: string): string {
  return `kai.scheduler/container.${container}${portion}`;
}

export function containerOfPortionKey(key: string): string | undefined {
  return /^kai\.scheduler\/container\.(.+)\.gpu-memory\.portion\.limit$/.exec(key)?.[1];
}

export function isComputeMode(text: string): text is 'time-slicing' | 'sm-sharing' {
  return text === 'time-slicing' || text === 'sm-sharing';
}

/** Thousandths of bytes of a quantity above 0. */
export function readMemory(text: string): bigint | undefined {
  const milli = readApiQuantity(text)?.milli;
  return milli !== undefined && milli > 0n ? milli : undefined;
}

/** Whole MiB of such a quantity, rounded up as the node agent does it; it takes no less than one. */
export function readMemoryMiB(text: string): MiB | undefined {
  const milli = readMemory(text);
  if (milli === undefined || milli < milliOfMiB(1n)) return undefined;
  return mibOfBytes({ units: milli, scale: 3 })?.memoryMiB;
}

/** Thousandths of bytes of whole MiB. */
export function milliOfMiB(count: bigint): bigint {
  return count * 2n ** 20n * 1000n;
}
