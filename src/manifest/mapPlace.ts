import type { TextPosition, TextRange } from './finding.ts';
import { containsRange } from './textRange.ts';
import type { Field, YamlValue } from './yamlReader.ts';

/** Where another entry can be written into a map, or into maps that are missing yet. */
export interface MapPlace {
  /** Keys to write above it, from the outermost on. */
  readonly missing: readonly string[];
  /** Keys that the map has already, with a value or without. */
  readonly keys: readonly string[];
  /**
   * - lines: before the first entry of a map in lines
   * - below: on the lines after one, at an indent in characters; `isLast` where nothing else of the item follows
   * - braces: behind the last entry of a map in braces
   * - empty: in place of `{}`
   */
  readonly at:
    | { readonly kind: 'lines'; readonly start: TextPosition }
    | { readonly kind: 'below'; readonly line: number; readonly indent: number; readonly isLast: boolean }
    | { readonly kind: 'braces'; readonly end: TextPosition }
    | { readonly kind: 'empty'; readonly range: TextRange };
}

/** Where an entry of the map at `path` below `map` goes; undefined where that stands elsewhere (alias, merge key). */
export function placeInMap(map: YamlValue, path: readonly string[]): MapPlace | undefined {
  const [key, ...rest] = path;
  if (key !== undefined) {
    const field = map.fields.find((each) => each.key.value === key);
    if (field !== undefined) return isHere(map, field) ? placeInField(map, field, rest) : undefined;
  }
  const at = placeIn(map);
  return at && { missing: path, keys: path.length > 0 ? [] : map.fields.map((field) => field.key.value), at };
}

function placeInField(map: YamlValue, { key, value }: Field, rest: readonly string[]): MapPlace | undefined {
  if (!value.isAbsent) return value.isMap ? placeInMap(value, rest) : undefined;
  const { start } = key.range;
  const isPlain = !map.isFlow && value.range.start.line === start.line && value.range.end.line === start.line;
  return isPlain
    ? { missing: rest, keys: [], at: { kind: 'below', line: start.line, indent: start.character + 2, isLast: false } }
    : undefined;
}

function placeIn(map: YamlValue): MapPlace['at'] | undefined {
  if (!map.isMap) return undefined;
  const [first] = map.fields;
  const last = map.fields.findLast((field) => !field.isMerged);
  if (first === undefined || last === undefined) return map.isFlow ? { kind: 'empty', range: map.range } : undefined;
  if (!isHere(map, first) || !isHere(map, last)) return undefined;
  if (!map.isFlow) return { kind: 'lines', start: first.key.range.start };
  return { kind: 'braces', end: last.value.isAbsent ? last.key.range.end : last.value.range.end };
}

function isHere(map: YamlValue, { key, isMerged }: Field): boolean {
  return !isMerged && containsRange(map.range, key.range);
}
