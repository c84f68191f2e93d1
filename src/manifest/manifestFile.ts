import type { RequestResult } from './dialects/dialects.ts';
import type { Finding, TextPosition } from './finding.ts';
import { LiveManifest } from './liveManifest.ts';
import type { MistypedValue } from './readTemplate.ts';
import type { LineIndex } from './textRange.ts';
import type { Entry, Workload } from './workload.ts';

/** A text with its lines. */
export interface SourceText {
  readonly text: string;
  readonly lines: LineIndex;
}

/** A workload as it is read, with what only the checks and the edits need. */
export interface ReadWorkload {
  readonly workload: Workload;
  /** Counts the YAML documents of the text from 0. */
  readonly documentIndex: number;
  /** Annotations of the object itself where its pods do not get them. */
  readonly objectAnnotations: readonly Entry[];
  readonly mistyped: readonly MistypedValue[];
  /** Where the first field of the pod spec starts; absent when the spec is empty or in braces. */
  readonly podSpecStart?: TextPosition;
  /** Absent where the pods' metadata is missing, in braces, or stands elsewhere. */
  readonly annotationsPlace?: AnnotationsPlace;
}

/** Where another annotation of the pods can be written: before the first one, or before the first field of a metadata that has none. */
export interface AnnotationsPlace {
  readonly before: 'annotation' | 'metadata';
  readonly start: TextPosition;
}

/** A workload with what it asks for. */
export interface ManifestWorkload extends ReadWorkload {
  readonly result: RequestResult;
}

/** A manifest text, read and checked once. */
export interface ManifestFile extends SourceText {
  readonly workloads: readonly ManifestWorkload[];
  /** In text order. */
  readonly findings: readonly Finding[];
}

/** Reads a manifest of any number of YAML documents; never throws, whatever the text is. */
export function parseManifest(text: string): ManifestFile {
  return new LiveManifest().check(text).file;
}
