import type { TextEdit } from './finding.ts';
import { insertBefore } from './lineEdits.ts';
import type { AnnotationsPlace, SourceText } from './manifestFile.ts';

/** Writes lines `key: "value"` as the first annotations or labels at a place, with the maps that are missing; undefined where there is no simple place. */
export function insertEntries(
  file: SourceText,
  place: AnnotationsPlace | undefined,
  written: readonly string[],
): TextEdit | undefined {
  if (place === undefined) return undefined;
  const maps = place.missing.map((key, depth) => `${'  '.repeat(depth)}${key}:`);
  const indent = '  '.repeat(place.missing.length);
  return insertBefore(file, place.start, [...maps, ...written.map((line) => indent + line)]);
}
