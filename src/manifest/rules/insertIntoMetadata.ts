import { insertEntries } from '../insertEntries.ts';
import type { TextEdit } from '../finding.ts';
import type { AnnotationsPlace } from '../manifestFile.ts';
import { containsRange } from '../textRange.ts';
import type { RuleInput } from './rule.ts';

/** An edit that writes lines `key: value` among the annotations of the pods; undefined where there is no simple place. */
export function insertAnnotations(input: RuleInput, lines: readonly string[]): TextEdit | undefined {
  return insertAt(input, input.item.annotationsPlace, lines);
}

/** The same among the labels. */
export function insertLabels(input: RuleInput, lines: readonly string[]): TextEdit | undefined {
  return insertAt(input, input.item.labelsPlace, lines);
}

/** What several objects share by an anchor is left alone. */
function insertAt(
  { file, item }: RuleInput,
  place: AnnotationsPlace | undefined,
  lines: readonly string[],
): TextEdit | undefined {
  const start = place?.start;
  const isHere = start !== undefined && item.workload.template.parts.some((part) => containsRange(part, { start, end: start }));
  return isHere ? insertEntries(file, place, lines) : undefined;
}
