import type { YamlValue } from './yamlReader.ts';

/** A value as JSON has it, for those who read objects of the API and not their text. */
export function toPlain(value: YamlValue): unknown {
  if (value.isMap) return Object.fromEntries(value.fields.map(({ key, value: field }) => [key.value, toPlain(field)]));
  const { items, scalar } = value;
  if (items.length > 0 || Array.isArray(scalar)) return items.map(toPlain);
  return typeof scalar === 'bigint' ? Number(scalar) : scalar;
}
