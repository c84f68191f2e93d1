import type { Finding } from '../finding.ts';
import type { DocumentReading } from '../readDocument.ts';
import { compareRanges, LineIndex } from '../textRange.ts';
import { branchesAround, findConditions, leastWith, readingsOf } from './conditions.ts';
import { isAboutAction, isInTheWay, partOf } from './editsAndActions.ts';
import type { MaskedText, TextPart } from './maskActions.ts';

/** A finding in more places than that, each under conditions of its own, would be looked at too often. */
const proofsAllowed = 8;

/**
 * Reads a text that a tool has yet to fill in, and keeps what is found whatever the tool does: not about what it writes, in every
 * reading that has the place, and also where no condition holds but those around the place. No fix writes over an action.
 */
export function readTemplated(masked: MaskedText, read: (reading: MaskedText) => DocumentReading): DocumentReading {
  const lines = new LineIndex(masked.original);
  const conditions = findConditions(masked);
  const readings = readingsOf(masked, conditions).map((text) => toReading(text, read(text)));
  const proofs = new Map<string, ReadonlySet<string>>();
  const prove = (part: TextPart): ReadonlySet<string> => {
    const around = branchesAround(conditions, part);
    const key = around.map(({ start }) => start).join(' ');
    const known = proofs.get(key);
    if (known !== undefined || proofs.size >= proofsAllowed) return known ?? new Set();
    const proof = keysOf(read(leastWith(masked, conditions, around)));
    proofs.set(key, proof);
    return proof;
  };
  const isSure = (finding: Finding): boolean => {
    const part = partOf(lines, finding.range);
    if (isAboutAction(masked, part)) return false;
    const key = keyOf(finding);
    const written = masked.text.slice(part.start, part.end);
    const present = readings.filter(({ text }) => text.text.slice(part.start, part.end) === written);
    return present.every(({ keys }) => keys.has(key)) && (conditions.length === 0 || prove(part).has(key));
  };
  const [first] = readings;
  const all = readings.flatMap(({ result }) => result.findings.map((finding) => [keyOf(finding), finding] as const));
  const findings = [...new Map(all.toReversed()).values()].toSorted((left, right) => compareRanges(left.range, right.range));
  return {
    lineBreaks: lines.lineBreaks,
    documents: first?.result.documents ?? 0,
    objects: first?.result.objects ?? [],
    namesClaims: first?.result.namesClaims ?? false,
    findings: findings.filter(isSure).map((finding) => {
      const anchor = partOf(lines, finding.range);
      const isSafe = ({ edits }: Finding['fixes'][number]): boolean =>
        !edits.some((edit) => isInTheWay(masked, conditions, { ...partOf(lines, edit.range), anchor }));
      return { ...finding, fixes: finding.fixes.filter(isSafe) };
    }),
  };
}

interface Reading {
  readonly text: MaskedText;
  readonly result: DocumentReading;
  readonly keys: ReadonlySet<string>;
}

function toReading(text: MaskedText, result: DocumentReading): Reading {
  return { text, result, keys: keysOf(result) };
}

function keysOf({ findings }: DocumentReading): ReadonlySet<string> {
  return new Set(findings.map(keyOf));
}

/** The same in every reading of the text. */
function keyOf({ rule, range: { start, end } }: Finding): string {
  return [rule, start.line, start.character, end.line, end.character].join(' ');
}
