import type { Finding } from '../finding.ts';
import type { DocumentReading } from '../readDocument.ts';
import { LineIndex } from '../textRange.ts';
import { findConditions, leastAround, readingsOf } from './conditions.ts';
import { isAboutAction, isInTheWay, partOf } from './editsAndActions.ts';
import type { MaskedText, TextPart } from './maskActions.ts';

/** A finding in more places than that, each under conditions of its own, would be looked at too often. */
const proofsAllowed = 16;

/**
 * Reads a text that a tool has yet to fill in, and keeps what is found whatever the tool does: not about what it writes, in every
 * reading that has the place, and also where no condition holds but those around the place. No fix writes over an action.
 */
export function readTemplated(masked: MaskedText, read: (reading: MaskedText) => DocumentReading): DocumentReading {
  const lines = new LineIndex(masked.original);
  const conditions = findConditions(masked);
  const readings = readingsOf(masked, conditions).map((text) => ({ text, result: read(text) }));
  const proofs = new Map<string, DocumentReading | undefined>();
  const prove = (part: TextPart): DocumentReading | undefined => {
    const least = leastAround(masked, conditions, part);
    if (!proofs.has(least.text)) proofs.set(least.text, proofs.size < proofsAllowed ? read(least) : undefined);
    return proofs.get(least.text);
  };
  const isSure = (finding: Finding): boolean => {
    const part = partOf(lines, finding.range);
    if (isAboutAction(masked, part)) return false;
    const present = readings.filter(
      ({ text }) => text.text.slice(part.start, part.end) === masked.text.slice(part.start, part.end),
    );
    return present.every(({ result }) => has(result, finding)) && (conditions.length === 0 || has(prove(part), finding));
  };
  const [first, ...others] = readings;
  const findings = others.reduce<readonly Finding[]>(
    (known, { result }) => [...known, ...result.findings.filter((finding) => !known.some((other) => isSame(other, finding)))],
    first?.result.findings ?? [],
  );
  return {
    lineBreaks: lines.lineBreaks,
    documents: first?.result.documents ?? 0,
    objects: first?.result.objects ?? [],
    findings: findings.filter(isSure).map((finding) => {
      const anchor = partOf(lines, finding.range);
      const isSafe = ({ edits }: Finding['fixes'][number]): boolean =>
        !edits.some((edit) => isInTheWay(masked, conditions, { ...partOf(lines, edit.range), anchor }));
      return { ...finding, fixes: finding.fixes.filter(isSafe) };
    }),
  };
}

function has(reading: DocumentReading | undefined, finding: Finding): boolean {
  return reading !== undefined && reading.findings.some((other) => isSame(other, finding));
}

function isSame(left: Finding, right: Finding): boolean {
  const { start, end } = left.range;
  return (
    left.rule === right.rule &&
    start.line === right.range.start.line &&
    start.character === right.range.start.character &&
    end.line === right.range.end.line &&
    end.character === right.range.end.character
  );
}
