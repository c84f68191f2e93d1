import type { TextEdit } from './finding.ts';
import { insertBefore } from './lineEdits.ts';
import type { AnnotationsPlace, SourceText } from './manifestFile.ts';

/** Writes a line `key: "value"` as the first annotation (or label) of the pods, with the maps that are missing; undefined where there is no simple place. */
export function addAnnotation(file: SourceText, place: AnnotationsPlace | undefined, written: string): TextEdit | undefined {
  if (place === undefined) return undefined;
  const lines = [...place.missing.map((key) => `${key}:`), written].map((line, depth) => '  '.repeat(depth) + line);
  return insertBefore(file, place.start, lines);
}
