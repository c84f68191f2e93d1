import type { YamlValue } from './yamlReader.ts';

/** Further down than any object of the API goes; an alias may stand in what it names. */
const deepest = 24;

/** A value as JSON has it, for those who read objects of the API and not their text. */
export function toPlain(value: YamlValue, depth = deepest): unknown {
  if (depth === 0) return undefined;
  if (value.isMap) {
    return Object.fromEntries(value.fields.map(({ key, value: field }) => [key.value, toPlain(field, depth - 1)]));
  }
  const { items, scalar } = value;
  if (items.length > 0 || Array.isArray(scalar)) return items.map((item) => toPlain(item, depth - 1));
  return typeof scalar === 'bigint' ? Number(scalar) : scalar;
}
