import { existsSync, readFileSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { parseMemory } from '../../gpu/memory.ts';
import { mib, type MiB } from '../../gpu/quantity.ts';
import { messageOf } from '../fileError.ts';
import { StartError } from '../startError.ts';
import { findProduct } from '../../gpu/knownProducts.ts';

export interface SimulatedDevice {
  readonly product: string;
  readonly memoryMiB: MiB;
}

const largestCount = 64;
/** Fractions are counted on whole hundreds of MiB. */
const smallestMiB = 100;

/**
 * Reads GPU_FRACTIONS_SIMULATE: `2xNVIDIA-H100-80GB-HBM3`, JSON such as `{"memory": "24GiB", "count": 2, "product": "Mine"}`,
 * an array of such objects, `{"devices": [...]}`, or the path of a file with that JSON. Absent or empty: one H100 80GB.
 * Throws StartError that names the field, the value and the cure.
 */
export function readSimulateSetting(setting: string | undefined): readonly SimulatedDevice[] {
  const text = setting?.trim() ?? '';
  if (text === '') {
    return fromName('NVIDIA-H100-80GB-HBM3');
  }
  if (/^[[{]/.test(text)) {
    return fromJson(text, l10n.t('the value'));
  }
  return text.includes('/') || text.endsWith('.json') || existsSync(text)
    ? fromJson(readSettingFile(text), text)
    : fromName(text);
}

function readSettingFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw bad(l10n.t('the file "{0}" cannot be read ({1}). Write its full path', path, messageOf(error)));
  }
}

function fromName(text: string): readonly SimulatedDevice[] {
  const [, countText, name = text] = /^(\d+)\s*[x×]\s*(.+)$/i.exec(text) ?? [];
  const known = findProduct(name);
  if (known === undefined) {
    throw bad(
      l10n.t(
        'the memory of product "{0}" is not known. Write JSON: {1}',
        name,
        JSON.stringify({ product: name, memory: '24GiB', count: Number(countText ?? 1) }),
      ),
    );
  }
  const count = readCount(countText === undefined ? 1 : Number(countText), 'count');
  return Array.from({ length: count }, () => ({ product: known.product, memoryMiB: mib(known.memoryMiB) }));
}

function fromJson(text: string, where: string): readonly SimulatedDevice[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw bad(l10n.t('{0} is not JSON ({1}). Write for example {2}', where, messageOf(error), '{"memory": "24GiB", "count": 2}'));
  }
  const devices = isObject(value) && 'devices' in value ? value['devices'] : value;
  const entries = Array.isArray(devices) ? devices : [devices];
  const found = entries.flatMap((entry: unknown, index) => fromEntry(entry, Array.isArray(devices) ? `devices[${index}].` : ''));
  if (found.length === 0) {
    throw bad(l10n.t('devices is an empty list. Name at least one device, for example {0}', '[{"memory": "24GiB"}]'));
  }
  readCount(found.length, 'count');
  return found;
}

function fromEntry(entry: unknown, prefix: string): readonly SimulatedDevice[] {
  if (typeof entry === 'string') {
    return fromName(entry);
  }
  if (!isObject(entry)) {
    throw bad(
      l10n.t(
        '{0} is {1}. Write an object such as {2}',
        prefix || 'JSON',
        JSON.stringify(entry),
        '{"memory": "24GiB", "count": 2}',
      ),
    );
  }
  const { memory, count = 1, product } = entry as { memory?: unknown; count?: unknown; product?: unknown };
  if (product !== undefined && (typeof product !== 'string' || product.trim() === '')) {
    throw bad(l10n.t('{0}product is {1}. Write a name in quotes', prefix, JSON.stringify(product)));
  }
  const known = product === undefined ? undefined : findProduct(product);
  const memoryMiB = memory === undefined && known !== undefined ? mib(known.memoryMiB) : readMemory(memory, `${prefix}memory`);
  const device = { product: product?.trim() ?? 'Simulated GPU', memoryMiB };
  return Array.from({ length: readCount(count, `${prefix}count`) }, () => device);
}

function readMemory(value: unknown, field: string): MiB {
  const cure = l10n.t('Write MiB as a number, or a quantity with its unit such as "24GiB"');
  if (value === undefined) {
    throw bad(l10n.t('{0} is missing. {1}', field, cure));
  }
  const digits = typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value;
  if (typeof digits === 'string') {
    const read = parseMemory(digits);
    if (read.kind === 'problem') {
      throw bad(l10n.t('{0}: {1}', field, read.problem));
    }
    return atLeastSmallest(read.value.memoryMiB, digits, field);
  }
  if (typeof digits !== 'number' || !Number.isSafeInteger(digits) || digits <= 0) {
    throw bad(l10n.t('{0} is {1}. {2}', field, JSON.stringify(value), cure));
  }
  return atLeastSmallest(mib(digits), value, field);
}

function atLeastSmallest(memoryMiB: MiB, value: unknown, field: string): MiB {
  if (memoryMiB < smallestMiB) {
    throw bad(
      l10n.t(
        '{0} is {1}: fractions are counted on whole hundreds of MiB. Write at least {2} MiB',
        field,
        JSON.stringify(value),
        smallestMiB,
      ),
    );
  }
  return memoryMiB;
}

function readCount(value: unknown, field: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > largestCount) {
    throw bad(l10n.t('{0} is {1}. Write a whole number from 1 to {2}', field, JSON.stringify(value), largestCount));
  }
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function bad(what: string): StartError {
  return new StartError('badSimulate', l10n.t('GPU_FRACTIONS_SIMULATE: {0}.', what.replace(/\.$/, '')));
}
