import { mib, type MiB } from '../../gpu/quantity.ts';

/** Fields of `--query-gpu`. The name comes last: it is free text and nothing is quoted. */
export const gpuFields = [
  'index',
  'uuid',
  'memory.total',
  'memory.used',
  'memory.free',
  'utilization.gpu',
  'power.draw',
  'mig.mode.current',
  'driver_version',
  'name',
] as const;

/** Fields of `--query-compute-apps`, the free text last. */
export const processFields = ['gpu_uuid', 'pid', 'used_gpu_memory', 'process_name'] as const;

/** A row of `--query-gpu`; absent is what the driver does not tell. */
export interface GpuRow {
  readonly uuid: string;
  readonly index: number;
  readonly product: string;
  readonly totalMiB?: MiB;
  readonly usedMiB?: MiB;
  readonly freeMiB?: MiB;
  /** 0 to 1. */
  readonly utilisation?: number;
  readonly powerWatts?: number;
  readonly isMigOn: boolean;
  readonly driverVersion?: string;
  /** What the driver says in place of the memory of a device that is broken. */
  readonly fault?: string;
}

/** A row of `--query-compute-apps`. */
export interface ProcessRow {
  readonly uuid: string;
  readonly pid: number;
  readonly usedMiB?: MiB;
  readonly name?: string;
}

/** What one line of nvidia-smi says. */
export type SmiLine<Row> =
  | { readonly kind: 'row'; readonly row: Row }
  | { readonly kind: 'noDevices' }
  /** This driver is older than a field. */
  | { readonly kind: 'unknownField'; readonly field: string }
  /** It says something in words, which is why there are no rows. */
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'nothing' };

/** Reads a line of `--query-gpu=<fields> --format=csv,noheader,nounits`. */
export function readGpuLine(line: string, fields: readonly string[]): SmiLine<GpuRow> {
  const cells = splitRow(line, fields);
  const index = Number(cells?.get('index') || Number.NaN);
  const uuid = cells?.get('uuid') ?? '';
  if (cells === undefined || !isUuid(uuid) || !Number.isInteger(index)) {
    return readWords(line, fields);
  }
  const totalMiB = readMiB(cells.get('memory.total'));
  const usedMiB = readMiB(cells.get('memory.used'));
  const freeMiB = readMiB(cells.get('memory.free'));
  const percent = readNumber(cells.get('utilization.gpu'));
  const powerWatts = readNumber(cells.get('power.draw'));
  const driverVersion = readText(cells.get('driver_version'));
  const fault = readFault(cells.get('memory.total')) ?? readFault(cells.get('memory.used'));
  return {
    kind: 'row',
    row: {
      uuid,
      index,
      product: readText(cells.get('name')) ?? 'NVIDIA GPU',
      ...(totalMiB !== undefined && { totalMiB }),
      ...(usedMiB !== undefined && { usedMiB }),
      ...(freeMiB !== undefined && { freeMiB }),
      ...(percent !== undefined && percent <= 100 && { utilisation: percent / 100 }),
      ...(powerWatts !== undefined && { powerWatts }),
      isMigOn: cells.get('mig.mode.current') === 'Enabled',
      ...(driverVersion !== undefined && { driverVersion }),
      ...(fault !== undefined && { fault }),
    },
  };
}

/** Reads a line of `--query-compute-apps=<fields> --format=csv,noheader,nounits`. */
export function readProcessLine(line: string, fields: readonly string[]): SmiLine<ProcessRow> {
  const cells = splitRow(line, fields);
  const uuid = cells?.get('gpu_uuid') ?? '';
  if (cells === undefined || !isUuid(uuid)) {
    return readWords(line, fields);
  }
  const pid = Number(cells.get('pid') || Number.NaN);
  if (!Number.isInteger(pid) || pid < 1) {
    return { kind: 'nothing' };
  }
  const usedMiB = readMiB(cells.get('used_gpu_memory'));
  const name = readText(cells.get('process_name'));
  return { kind: 'row', row: { uuid, pid, ...(usedMiB !== undefined && { usedMiB }), ...(name !== undefined && { name }) } };
}

function readWords(line: string, fields: readonly string[]): SmiLine<never> {
  const text = line.trim();
  const unknown = /^Field "([^"]+)" is not a valid field to query/.exec(text)?.[1];
  if (unknown !== undefined) {
    return { kind: 'unknownField', field: unknown };
  }
  if (/^No devices were found/i.test(text)) {
    return { kind: 'noDevices' };
  }
  const isHeader = fields[0] !== undefined && text.startsWith(`${fields[0]},`);
  return text === '' || isHeader ? { kind: 'nothing' } : { kind: 'words', text };
}

/** Cells by field; the last one keeps its commas. Undefined where there are too few. */
function splitRow(line: string, fields: readonly string[]): ReadonlyMap<string, string> | undefined {
  const parts = line.split(',');
  if (parts.length < fields.length) {
    return undefined;
  }
  const cells = [...parts.slice(0, fields.length - 1), parts.slice(fields.length - 1).join(',')];
  return new Map(fields.map((field, at) => [field, (cells[at] ?? '').trim()]));
}

function isUuid(text: string): boolean {
  return /^GPU-[\w-]+$/.test(text);
}

/** `81559`, also with the unit that old drivers write in spite of `nounits`. */
function readNumber(cell: string | undefined): number | undefined {
  const digits = /^(\d+(?:\.\d+)?) ?(?:MiB|%|W)?$/.exec(cell ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function readMiB(cell: string | undefined): MiB | undefined {
  const value = readNumber(cell);
  return value === undefined ? undefined : mib(Math.round(value));
}

/** `[N/A]`, `N/A`, `[Not Found]`, `[Insufficient Permissions]` and the like say that it is not told. */
function readText(cell: string | undefined): string | undefined {
  return cell === undefined || cell === '' || /^(\[.*\]|N\/A|-)$/i.test(cell) ? undefined : cell;
}

/** `[GPU is lost]`, `[GPU requires reset]`, `[Unknown Error]`; that a driver does not support a field is no fault. */
function readFault(cell: string | undefined): string | undefined {
  const said = /^\[(.+)\]$/.exec(cell ?? '')?.[1];
  return said === undefined || /^(N\/A|Not Supported|Insufficient Permissions|Deprecated.*)$/i.test(said) ? undefined : said;
}
