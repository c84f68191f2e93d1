import * as l10n from '@vscode/l10n';
import type { AmountEdits } from '../dialects/dialect.ts';
import type { TextRange } from '../finding.ts';
import type { SourceText } from '../manifestFile.ts';
import type { LineIndex } from '../textRange.ts';
import { findConditions, type Condition } from './conditions.ts';
import { firstFrom, maskActions, type MaskedText, type TextPart } from './maskActions.ts';

export function partOf(lines: LineIndex, { start, end }: TextRange): TextPart {
  return { start: lines.offset(start), end: lines.offset(end) };
}

/** Whether an action stands in a part of the text, or the part in it. */
export function isAboutAction({ actions }: MaskedText, { start, end }: TextPart): boolean {
  return start < end
    ? start < (actions[firstFrom(actions, end) - 1]?.end ?? 0)
    : actions.some((action) => action.start < start && start < action.end);
}

/**
 * Whether an edit would write over an action or into it, or would write something new where a condition decides about it that does not
 * decide about the place that it is for.
 */
export function isInTheWay(
  masked: MaskedText,
  conditions: readonly Condition[],
  { start, end, anchor }: TextPart & { readonly anchor: TextPart },
): boolean {
  if (isAboutAction(masked, { start, end })) return true;
  const isWithin = (branch: TextPart, part: TextPart): boolean => branch.start <= part.start && part.end <= branch.end;
  return (
    start === end &&
    conditions.some(({ branches }) => branches.some((branch) => isWithin(branch, { start, end }) && !isWithin(branch, anchor)))
  );
}

/** Edits of a workload, or what to do instead where an action is in their way. */
export function spareActions({ text, lines }: SourceText, edits: AmountEdits, about: TextRange): AmountEdits {
  const masked = edits.kind === 'edits' ? maskActions(text) : undefined;
  if (masked === undefined || edits.kind !== 'edits') return edits;
  const anchor = partOf(lines, about);
  const conditions = findConditions(masked);
  const parts = edits.edits.map(({ range }) => partOf(lines, range));
  const first = parts.find((part) => isInTheWay(masked, conditions, { ...part, anchor }));
  if (first === undefined) return edits;
  const action = masked.actions.find(({ start, end }) => start < first.end && first.start < end);
  return {
    kind: 'problem',
    problem:
      action === undefined
        ? l10n.t('a condition of the template decides about that place. Write the request by hand where it holds always.')
        : l10n.t(
            '{0} is filled in by a template. Change the value where the template takes it from, such as values.yaml.',
            text.slice(action.start, action.end),
          ),
  };
}
