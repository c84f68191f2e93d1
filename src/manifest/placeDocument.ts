import type { Finding } from './finding.ts';
import { lazily } from './lazily.ts';
import type { ManifestWorkload } from './manifestFile.ts';
import type { DocumentReading, ManifestObject } from './readDocument.ts';

/** A reading at its place in a text: lines and documents count in the whole text. */
export interface PlacedDocument {
  readonly reading: DocumentReading;
  readonly startLine: number;
  readonly firstDocument: number;
  readonly objects: readonly ManifestObject[];
  readonly findings: readonly Finding[];
}

/** Moves a reading to the line where its part of the text starts. */
export function placeDocument(reading: DocumentReading, startLine: number, firstDocument: number): PlacedDocument {
  const place = { reading, startLine, firstDocument };
  if (startLine === 0 && firstDocument === 0) return { ...place, objects: reading.objects, findings: reading.findings };
  const objects = reading.objects.map((object): ManifestObject => {
    if (object.kind === 'other') {
      return object.claim === undefined ? object : { ...object, claim: shiftLines(object.claim, startLine) };
    }
    return { kind: 'workload', item: placeWorkload(object.item, startLine, firstDocument) };
  });
  return { ...place, objects, findings: shiftLines(reading.findings, startLine) };
}

/** Most of a workload is its template, which few look at: it moves when they do. */
function placeWorkload(item: ManifestWorkload, startLine: number, firstDocument: number): ManifestWorkload {
  const { workload, documentIndex, ...rest } = item;
  const { template, ...head } = workload;
  return {
    ...shiftLines(rest, startLine),
    workload: lazily({ ...shiftLines(head, startLine), template }, { template: () => shiftLines(template, startLine) }),
    documentIndex: documentIndex + firstDocument,
  };
}

/** A copy of plain data in which every text position is `by` lines further down; parts without one are shared. */
export function shiftLines<T>(data: T, by: number): T {
  if (typeof data !== 'object' || data === null) return data;
  if ('line' in data && typeof data.line === 'number') return { ...data, line: data.line + by };
  let copy: T | undefined;
  for (const key in data) {
    const part = data[key];
    if (typeof part !== 'object' || part === null) continue;
    const shifted = shiftLines(part, by);
    if (shifted === part) continue;
    copy ??= Array.isArray(data) ? ([...(data as unknown[])] as T) : { ...data };
    copy[key] = shifted;
  }
  return copy ?? data;
}
