import { textAlone, type CheckOptions } from './checkOptions.ts';
import { checkWorkload } from './checkWorkload.ts';
import { readRequest } from './dialects/dialects.ts';
import type { Finding } from './finding.ts';
import type { ManifestWorkload } from './manifestFile.ts';
import { checkClaim } from './rules/claims/checkClaim.ts';
import { readObjects, type OtherObject } from './readObjects.ts';
import { readTemplated } from './templating/readTemplated.ts';
import { maskActions, type MaskedText } from './templating/maskActions.ts';
import { compareRanges, LineIndex } from './textRange.ts';
import { parseYamlDocuments } from './yamlDocuments.ts';

/** One part of a text (see splitDocuments), read and checked by itself; lines and documents count from its start. */
export interface DocumentReading {
  readonly lineBreaks: number;
  /** YAML documents in it: one, or more where `...` ends one early. */
  readonly documents: number;
  readonly objects: readonly ManifestObject[];
  /** One of its workloads names claims, so that other documents say what it asks for. */
  readonly namesClaims: boolean;
  /** In text order. */
  readonly findings: readonly Finding[];
}

/** One Kubernetes object of a file. */
export type ManifestObject = { readonly kind: 'workload'; readonly item: ManifestWorkload } | OtherObject;

/** Reads and checks one part; never throws, whatever the text is. */
export function readDocument(part: string, options: CheckOptions = textAlone): DocumentReading {
  const text = copyOf(part);
  const masked = maskActions(text);
  return masked === undefined ? readText(text, options) : readTemplated(masked, (reading) => readText(text, options, reading));
}

/** `masked` is what is parsed of a text that a tool has yet to fill in. */
function readText(text: string, options: CheckOptions, masked?: MaskedText): DocumentReading {
  const lines = new LineIndex(text, masked?.text);
  const documents = parseYamlDocuments(text, lines, masked);
  const found: (readonly Finding[])[] = [];
  const objects: ManifestObject[] = [];
  for (const [documentIndex, document] of documents.entries()) {
    found.push(document.findings);
    if (!document.isReadable) continue;
    const read = readObjects(document, { file: { text, lines }, documentIndex });
    found.push(read.findings);
    for (const object of read.objects) {
      if (object.kind === 'other') {
        const { claim } = object;
        if (claim !== undefined) found.push(checkClaim({ file: { text, lines }, claim, cluster: options.cluster }));
        objects.push(object);
      } else {
        const { cluster, models } = options;
        const input = { file: { text, lines }, item: object.item, cluster, ...(models !== undefined && { models }) };
        const result = readRequest(input);
        found.push(checkWorkload(input, result));
        objects.push({ kind: 'workload', item: { ...object.item, result } });
      }
    }
  }
  // not push(...): a text may have more findings than a call may have arguments
  const findings = found.flat().sort((left, right) => compareRanges(left.range, right.range));
  const namesClaims = objects.some((object) => object.kind === 'workload' && object.item.namesClaims);
  return { lineBreaks: lines.lineBreaks, documents: documents.length, objects, namesClaims, findings };
}

/** What is read is kept longer than the text: a slice of it would hold the whole text in memory. */
function copyOf(part: string): string {
  return ` ${part}`.slice(1);
}
