import type { CheckOptions } from '../../manifest/checkOptions.ts';
import { applyEdits } from '../../manifest/edits.ts';
import type { Finding, TextEdit } from '../../manifest/finding.ts';
import { LiveManifest } from '../../manifest/liveManifest.ts';
import { comparePositions } from '../../manifest/textRange.ts';

/** Fixes that uncover findings with fixes are rare, and deeper than this they go in circles. */
const mostRounds = 10;

/** The text with every finding cured that has one cure and no other, again until none is left. */
export function fixAll(text: string, options?: CheckOptions): string {
  const live = new LiveManifest(options);
  let fixed = text;
  for (let round = 0; round < mostRounds; round += 1) {
    const { file, findings } = live.check(fixed);
    const edits = preferredEdits(findings);
    if (edits.length === 0) {
      break;
    }
    fixed = applyEdits(file, edits);
  }
  return fixed;
}

/** Whether it is the one cure of its finding, and something to be cured: what a hint offers is a choice. */
export function isPreferred({ fixes, severity }: Pick<Finding, 'fixes' | 'severity'>): boolean {
  return fixes.length === 1 && severity !== 'hint';
}

/** Of the single cures those that touch no other one before them. */
function preferredEdits(findings: readonly Finding[]): readonly TextEdit[] {
  const chosen: TextEdit[] = [];
  for (const { edits } of findings.flatMap((finding) => (isPreferred(finding) ? finding.fixes : []))) {
    if (edits.every((edit) => chosen.every((other) => isApart(edit, other)))) {
      for (const edit of edits) {
        chosen.push(edit);
      }
    }
  }
  return chosen;
}

function isApart({ range }: TextEdit, { range: other }: TextEdit): boolean {
  return comparePositions(range.end, other.start) < 0 || comparePositions(other.end, range.start) < 0;
}

/** The smallest part that differs, in offsets of `before`; undefined where the texts are the same. */
export function changedPart(
  before: string,
  after: string,
): { readonly start: number; readonly end: number; readonly text: string } | undefined {
  if (before === after) {
    return undefined;
  }
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) {
    start += 1;
  }
  let same = 0;
  while (same < shorter - start && before.at(-1 - same) === after.at(-1 - same)) {
    same += 1;
  }
  return { start, end: before.length - same, text: after.slice(start, after.length - same) };
}
