import * as l10n from '@vscode/l10n';
import type { Finding, TextPosition } from './finding.ts';
import { readObjects, type ManifestObject } from './readObjects.ts';
import { LineIndex } from './textRange.ts';
import type { MistypedValue } from './readTemplate.ts';
import type { Entry, Workload } from './workload.ts';
import { parseYamlDocuments } from './yamlDocuments.ts';

/** Larger texts are not parsed: an editor must not wait for them. */
export const largestManifestBytes = 1_000_000;

/** A workload with what only the checks and the edits need. */
export interface ManifestWorkload {
  readonly workload: Workload;
  /** Counts the YAML documents of the text from 0. */
  readonly documentIndex: number;
  /** Annotations of the object itself where its pods do not get them. */
  readonly objectAnnotations: readonly Entry[];
  readonly mistyped: readonly MistypedValue[];
  /** Where the first field of the pod spec starts; absent when the spec is empty or in braces. */
  readonly podSpecStart?: TextPosition;
}

/** A manifest text, read once: its workloads, and what was wrong with reading it. */
export interface ManifestFile {
  readonly text: string;
  readonly lines: LineIndex;
  readonly workloads: readonly ManifestWorkload[];
  readonly findings: readonly Finding[];
}

/** Reads a manifest of any number of YAML documents; never throws, whatever the text is. */
export function parseManifest(text: string): ManifestFile {
  const lines = new LineIndex(text);
  const skipped = findReasonToSkip(text);
  if (skipped !== undefined) return { text, lines, workloads: [], findings: [skipped] };

  const findings: Finding[] = [];
  const objects: ManifestObject[] = [];
  for (const [documentIndex, document] of parseYamlDocuments(text, lines).entries()) {
    findings.push(...document.findings);
    if (!document.isReadable) continue;
    const read = readObjects(document, documentIndex, lines);
    findings.push(...read.findings);
    objects.push(...read.objects);
  }
  return { text, lines, workloads: objects.flatMap((object, index) => joinCompanions(object, index, objects)), findings };
}

/** Other objects of the file count as not honoured: a Service only where its selector finds the workload's pods. */
function joinCompanions(object: ManifestObject, index: number, all: readonly ManifestObject[]): readonly ManifestWorkload[] {
  if (object.kind !== 'workload') return [];
  const { workload } = object.read;
  const labels = new Map(workload.template.labels.map(({ key, value }) => [key.value, value.value]));
  const named = (others: readonly ManifestObject[]): readonly string[] =>
    others.flatMap((other) => {
      if (other.kind === 'workload') return [];
      const selects = [...other.selector].every(([key, value]) => labels.get(key) === value);
      return selects ? [other.title] : [];
    });
  const clusterOnly = [...named(all.slice(0, index)), ...workload.clusterOnly, ...named(all.slice(index + 1))];
  return [{ ...object.read, workload: { ...workload, clusterOnly } }];
}

function findReasonToSkip(text: string): Finding | undefined {
  const start = { line: 0, character: 0 };
  const skip = (rule: string, message: string): Finding => ({
    rule,
    severity: 'hint',
    message,
    range: { start, end: start },
    fixes: [],
  });
  if (looksBinary(text)) return skip('not-text', l10n.t('this is not text, so it is not checked.'));
  if (isLargerThan(text, largestManifestBytes)) {
    return skip('too-large', l10n.t('this file is larger than 1 MB, so it is not checked. Split it to have it checked.'));
  }
  return undefined;
}

function isLargerThan(text: string, bytes: number): boolean {
  return text.length > bytes || (text.length * 3 > bytes && new TextEncoder().encode(text).length > bytes);
}

/** A NUL, or many characters that no text has, in the first 8000. */
function looksBinary(text: string): boolean {
  const head = text.slice(0, 8000);
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const odd = head.match(/[\u0000-\u0008\u000E-\u001F\uFFFD]/g)?.length ?? 0;
  return head.includes('\0') || odd > head.length / 20;
}
