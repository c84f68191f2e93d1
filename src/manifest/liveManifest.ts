import { textAlone, type CheckOptions, type RuleSeverities } from './checkOptions.ts';
import { joinClaims } from './claims/joinClaims.ts';
import { joinCompanions } from './companions.ts';
import type { Finding } from './finding.ts';
import { toFoundWorkload } from './foundWorkload.ts';
import { looksLikeObject } from './looksLikeManifest.ts';
import type { ManifestFile } from './manifestFile.ts';
import { placeDocument, type PlacedDocument } from './placeDocument.ts';
import { readDocument, type DocumentReading } from './readDocument.ts';
import type { FoundWorkload } from './requests.ts';
import { findReasonToSkip } from './skipText.ts';
import { checkMixedModes } from './rules/mixedModes.ts';
import { splitDocuments } from './splitDocuments.ts';
import { compareRanges, LineIndex } from './textRange.ts';

/** All that a text says, read and checked; ranges count in the whole text. */
export interface CheckedManifest {
  readonly file: ManifestFile;
  readonly findings: readonly Finding[];
  readonly workloads: readonly FoundWorkload[];
}

/** Characters that `checkSlowly` reads between two pauses: a few milliseconds of parsing. */
const charactersBetweenPauses = 4000;

/**
 * A text under the user's hands: YAML documents that did not change are neither parsed nor checked again.
 * A reading is known by the text of its document; what hangs on its place is added when all are put together.
 */
export class LiveManifest {
  readonly #options: CheckOptions;
  #known = new Map<string, DocumentReading>();
  /** Of the last check, by the line where each starts. */
  #placed: ReadonlyMap<number, PlacedDocument> = new Map();

  /** Other options need another LiveManifest: what is known was checked with these. */
  constructor(options: CheckOptions = textAlone) {
    this.#options = options;
  }

  /** Reads and checks the text as it is now; cheap where one document of many changed. */
  check(text: string): CheckedManifest {
    return this.#assemble(splitText(text));
  }

  /** The first check of a large file: gives way with `pause` between documents. Rejects with the signal's reason. */
  async checkSlowly(text: string, pause: () => Promise<void>, signal: AbortSignal): Promise<CheckedManifest> {
    const split = splitText(text);
    let unpaused = charactersBetweenPauses;
    for (const part of split.parts) {
      if (this.#known.has(part)) continue;
      if (unpaused >= charactersBetweenPauses) {
        await pause();
        signal.throwIfAborted();
        unpaused = 0;
      }
      this.#read(part);
      unpaused += part.length;
    }
    signal.throwIfAborted();
    return this.#assemble(split);
  }

  #read(part: string): DocumentReading {
    const reading = this.#known.get(part) ?? readDocument(part, this.#options);
    this.#known.set(part, reading);
    return reading;
  }

  /** Puts the documents together and forgets all others. */
  #assemble({ text, parts, skipped }: SplitText): CheckedManifest {
    const known = new Map<string, DocumentReading>();
    const placed = new Map<number, PlacedDocument>();
    let [line, documents] = [0, 0];
    for (const part of parts) {
      const reading = this.#read(part);
      known.set(part, reading);
      const last = this.#placed.get(line);
      const isInPlace = last?.reading === reading && last.firstDocument === documents;
      placed.set(line, isInPlace ? last : placeDocument(reading, line, documents));
      line += reading.lineBreaks;
      documents += reading.documents;
    }
    this.#known = known;
    this.#placed = placed;
    const all = [...placed.values()];
    const lines = new LineIndex(text);
    const apart = all.flatMap(({ objects }) => objects);
    const namesClaims = all.some(({ reading }) => reading.namesClaims);
    const { objects, findings: joined } = namesClaims
      ? joinClaims(apart, { text, lines }, this.#options.cluster)
      : { objects: apart, findings: [] };
    const items = objects.flatMap((object) => (object.kind === 'workload' ? [object.item] : []));
    const apiece = all.flatMap(({ findings }) => findings);
    const found = skipped === undefined ? withoutForeign(apiece, text) : [skipped];
    const file: ManifestFile = {
      text,
      lines,
      workloads: joinCompanions(objects),
      findings: setSeverities(mergeFindings(found, [...joined, ...checkMixedModes(items)]), this.#options.severities),
      options: this.#options,
    };
    return { file, findings: file.findings, workloads: file.workloads.map(toFoundWorkload) };
  }
}

const yamlRules: ReadonlySet<string> = new Set(['yaml-syntax', 'yaml-tab', 'yaml-duplicate-key']);

/** YAML without any object of Kubernetes is none of our business: what it says twice or oddly may be right for its own readers. */
function withoutForeign(findings: readonly Finding[], text: string): readonly Finding[] {
  const isOurs = findings.every(({ rule }) => !yamlRules.has(rule)) || looksLikeObject(text);
  return isOurs ? findings : findings.filter(({ rule }) => !yamlRules.has(rule));
}

/** In text order. */
function mergeFindings(found: readonly Finding[], joined: readonly Finding[]): readonly Finding[] {
  return joined.length === 0 ? found : [...found, ...joined].toSorted((left, right) => compareRanges(left.range, right.range));
}

/** As the user wants the rules to count. */
function setSeverities(findings: readonly Finding[], severities: RuleSeverities): readonly Finding[] {
  if (Object.keys(severities).length === 0) return findings;
  return findings.flatMap((finding): readonly Finding[] => {
    const severity = severities[finding.rule] ?? finding.severity;
    return severity === 'off' ? [] : [severity === finding.severity ? finding : { ...finding, severity }];
  });
}

interface SplitText {
  readonly text: string;
  readonly parts: readonly string[];
  /** Why it is not read; there are no parts then. */
  readonly skipped: Finding | undefined;
}

function splitText(text: string): SplitText {
  const skipped = findReasonToSkip(text);
  return { text, skipped, parts: skipped === undefined ? splitDocuments(text) : [] };
}
