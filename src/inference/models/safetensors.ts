import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { parsed, problem, type Parsed } from '../../gpu/parsed.ts';
import { describeFault } from './configSchema.ts';

const bytes = z
  .number({ error: notBytes })
  .check(z.gte(0, { error: notBytes }), z.lte(Number.MAX_SAFE_INTEGER, { error: notBytes }));

const index = z.looseObject({
  metadata: z.looseObject({ total_size: bytes.check(z.gte(1, { error: notBytes })) }),
  weight_map: z.optional(z.record(z.string(), z.unknown(), { error: () => l10n.t('not an object') })),
});

const entry = z.looseObject({ data_offsets: z.tuple([bytes, bytes]) });

/** Bytes of the length before a header. */
export const safetensorsLengthBytes = 8;

/** What a `model.safetensors.index.json` tells of all its files together. */
export interface SafetensorsIndex {
  readonly bytes: number;
  readonly tensors: ReadonlySet<string>;
}

/** Reads the text of a `model.safetensors.index.json`. */
export function readSafetensorsIndex(text: string): Parsed<SafetensorsIndex> {
  const json = readJson(text);
  if (json === undefined) return problem(l10n.t('not JSON'));
  const read = index.safeParse(json);
  if (!read.success) return problem(describeFault(read.error, json));
  return parsed({ bytes: read.data.metadata.total_size, tensors: new Set(Object.keys(read.data.weight_map ?? {})) });
}

/** Length of the header of a safetensors file, from its first eight bytes (huggingface/safetensors, "Format"). */
export function readSafetensorsLength(start: Uint8Array): number | undefined {
  if (start.length < safetensorsLengthBytes) return undefined;
  const length = new DataView(start.buffer, start.byteOffset, safetensorsLengthBytes).getBigUint64(0, true);
  return length > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(length);
}

/** Bytes of the tensors in the header of one safetensors file; those that `isLeftOut` names are not loaded and not counted. */
export function sumSafetensorsHeader(text: string, isLeftOut: (tensor: string) => boolean = () => false): Parsed<number> {
  const json = readJson(text);
  if (typeof json !== 'object' || json === null) return problem(l10n.t('the header is not JSON'));
  let sum = 0;
  for (const [name, value] of Object.entries(json)) {
    if (name === '__metadata__' || isLeftOut(name)) continue;
    const read = entry.safeParse(value);
    if (!read.success) return problem(`${name}.${describeFault(read.error, value)}`);
    const [from, to] = read.data.data_offsets;
    if (to < from) return problem(l10n.t('{0}.data_offsets "{1}": the end is before the start', name, `${from}, ${to}`));
    sum += to - from;
  }
  return parsed(sum);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notBytes(): string {
  return l10n.t('not a number of bytes');
}
