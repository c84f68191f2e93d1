import type { FoundClaim } from './claims/claim.ts';
import { textAlone, type CheckOptions } from './checkOptions.ts';
import type { RequestResult } from './dialects/dialects.ts';
import type { Finding, TextPosition } from './finding.ts';
import type { WorkloadKind } from './kinds/workloadKind.ts';
import type { LegacyRequest } from './legacyRequest.ts';
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
  readonly kind: WorkloadKind;
  /** Counts the YAML documents of the text from 0. */
  readonly documentIndex: number;
  /** Annotations of the object itself where its pods do not get them; of several templates only the first has them. */
  readonly objectAnnotations: readonly Entry[];
  /** Labels of the object itself: of a top owner they name the queue and the priority before those of its pods. */
  readonly ownerLabels: readonly Entry[];
  /** `spec.replicas` where it stands as a number. */
  readonly replicas?: number;
  /** An update of it needs room for one pod more. */
  readonly startsBeforeItEnds?: true;
  readonly paths: TemplatePaths;
  /** Its pods name claims of devices, which are objects of their own. */
  readonly namesClaims: boolean;
  /** Those of them that stand in the text; empty until its documents are put together. */
  readonly claims: readonly FoundClaim[];
  /** Of Run:ai's old kinds, which say it in fields of their own. */
  readonly legacy?: LegacyRequest;
  /** The API server makes its name, of `generateName`. */
  readonly hasGeneratedName?: true;
  /** It is a patch or a template of text: nothing can be missing. */
  readonly isPartial: boolean;
  /** What a tool has yet to fill in before it can run, as it is written. */
  readonly unrendered?: string;
  readonly mistyped: readonly MistypedValue[];
  /** Where the first field of the pod spec starts, or of what holds `schedulerName` in its place; absent when it is empty or in braces. */
  readonly podSpecStart?: TextPosition;
  /** Absent where there is no simple place. */
  readonly annotationsPlace?: AnnotationsPlace;
  readonly labelsPlace?: AnnotationsPlace;
}

/** API paths of the parts of a template: `spec.template`, `spec.template.spec`, `spec.template.metadata`, `spec.template.metadata.annotations`. */
export interface TemplatePaths {
  /** '' for a Pod. */
  readonly template: string;
  readonly podSpec: string;
  readonly metadata: string;
  readonly annotations: string;
}

/** Where another annotation (or label) of the pods can be written: before the first one, or in maps that are missing yet. */
export interface AnnotationsPlace {
  /** Keys to write above it, from the outermost on: none, `annotations`, or `metadata` and `annotations`. */
  readonly missing: readonly string[];
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
  /** With which it was checked. */
  readonly options: CheckOptions;
}

/** Reads a manifest of any number of YAML documents; never throws, whatever the text is. */
export function parseManifest(text: string, options: CheckOptions = textAlone): ManifestFile {
  return new LiveManifest(options).check(text).file;
}
