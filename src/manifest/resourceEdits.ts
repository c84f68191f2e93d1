import { replaceKey, replaceValue } from './edits.ts';
import type { TextEdit } from './finding.ts';
import { insertAfterLine, insertBefore, keepsEmptyLines } from './lineEdits.ts';
import type { SourceText } from './manifestFile.ts';
import { removeEntries } from './removeEntries.ts';
import type { RuleInput } from './rules/rule.ts';
import { containsRange } from './textRange.ts';
import type { Container, Entry } from './workload.ts';

/** A resource with its amount, as they are written. */
export type WrittenLimit = readonly [name: string, amount: string];

/** Writes limits into a container: in place of those that it has, requests of the same name with them. Undefined where there is no simple place. */
export function writeLimits(
  input: RuleInput,
  container: Container,
  limits: readonly WrittenLimit[],
): readonly TextEdit[] | undefined {
  const replaced = limits.flatMap(([name, amount]) =>
    entriesOf(container, name).map((entry) => (isOwn(input, entry) ? replaceAmount(input.file, entry, amount) : undefined)),
  );
  const added = limits.filter(([name]) => !container.limits.some(({ key }) => key.value === name));
  const edits = [...replaced, ...(added.length === 0 ? [] : [insertLimits(input, container, added)])];
  return edits.every((edit) => edit !== undefined) ? edits : undefined;
}

/**
 * Writes a limit in place of those of other names: the first of them is renamed, requests with it, and the others go. Undefined where there
 * is no simple place.
 */
export function replaceLimits(
  input: RuleInput,
  container: Container,
  names: readonly string[],
  [name, amount]: WrittenLimit,
): readonly TextEdit[] | undefined {
  const lists = [container.limits, container.requests].map((list) =>
    list.filter(({ key }) => key.value === name || names.includes(key.value)),
  );
  if (lists[0]?.length === 0) return writeLimits(input, container, [[name, amount]]);
  if (!lists.flat().every((entry) => isOwn(input, entry))) return undefined;
  const kept = lists.map((list) => list.find(({ key }) => key.value === name) ?? list[0]);
  const written = kept.flatMap((entry) => {
    if (entry === undefined) return [];
    const rename = entry.key.value === name ? [] : [replaceKey(input.file, entry, name)];
    return [...rename, replaceAmount(input.file, entry, amount)];
  });
  const removed = removeEntries(
    input.file,
    lists.flat().filter((entry) => !kept.includes(entry)),
  );
  return removed && [...written, ...removed];
}

/** Limits and requests of that name. */
export function entriesOf({ limits, requests }: Container, name: string): readonly Entry[] {
  return [...limits, ...requests].filter(({ key }) => key.value === name);
}

/** Whether an entry stands in this very workload, not in a part that several share. */
export function isOwn({ item }: RuleInput, { key, isElsewhere }: Entry): boolean {
  return isElsewhere !== true && item.workload.template.parts.some((part) => containsRange(part, key.range));
}

/** In the quotes that stand there now. */
function replaceAmount(file: SourceText, entry: Entry, amount: string): TextEdit {
  const written = file.lines.slice(entry.value.range);
  return /^(["']|$)/.test(written) ? replaceValue(file, entry, amount) : { range: entry.value.range, text: amount };
}

function insertLimits(input: RuleInput, container: Container, added: readonly WrittenLimit[]): TextEdit | undefined {
  const { file, item } = input;
  const place = container.place.limits;
  if (place === undefined) return undefined;
  const { missing, at } = place;
  const position =
    at.kind === 'lines' ? at.start : at.kind === 'braces' ? at.end : at.kind === 'empty' ? at.range.start : undefined;
  const range = position === undefined ? container.range : { start: position, end: position };
  if (!item.workload.template.parts.some((part) => containsRange(part, range))) return undefined;
  const lines = [
    ...missing.map((key, depth) => `${'  '.repeat(depth)}${key}:`),
    ...added.map(([name, amount]) => `${'  '.repeat(missing.length)}${name}: ${amount}`),
  ];
  const inner = added.map(([name, amount]) => `${name}: ${amount}`).join(', ');
  const inBraces = missing.reduceRight((text, key) => `${key}: { ${text} }`, inner);
  switch (at.kind) {
    case 'lines':
      return insertBefore(file, at.start, lines);
    case 'below':
      if (at.isLast && keepsEmptyLines(file, container.range)) return undefined;
      return insertAfterLine(
        file,
        at.line,
        lines.map((line) => ' '.repeat(at.indent) + line),
      );
    case 'braces':
      return { range: { start: at.end, end: at.end }, text: `, ${inBraces}` };
    case 'empty':
      return { range: at.range, text: `{ ${inBraces} }` };
  }
}
