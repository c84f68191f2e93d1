import { removeEntry, writtenRange } from './edits.ts';
import type { TextEdit, TextRange } from './finding.ts';
import type { SourceText } from './manifestFile.ts';
import { comparePositions } from './textRange.ts';
import type { Entry } from './workload.ts';

/** Maps that go with their last entry. */
const parentLine = /^( *)(["']?)(?:annotations|resources|limits|requests)\2:\s*$/;

/** Takes entries out, with maps of requests that they leave empty; comments stay. Undefined where one is shared with others. */
export function removeEntries(file: SourceText, entries: readonly Entry[]): readonly TextEdit[] | undefined {
  const removals: TextRange[] = [];
  for (const entry of entries) {
    const range = removeEntry(file, entry)[0]?.range ?? findInBraces(file, entry);
    if (range === undefined) return undefined;
    removals.push(range);
  }
  const lines = new Set(
    removals.flatMap(({ start, end }) => (start.character === 0 && end.line > start.line ? [start.line] : [])),
  );
  return joinRanges([...removals, ...findEmptyParents(file, lines)]).map((range) => ({ range, text: '' }));
}

/** The entry of a map in braces, with one comma. */
function findInBraces({ lines }: SourceText, entry: Entry): TextRange | undefined {
  const { start, end } = writtenRange(entry);
  const written = lines.slice({ start, end });
  if (entry.isElsewhere === true || start.line !== end.line || /[&*]\w/.test(written)) return undefined;
  const { text } = lines.line(start.line);
  const [before, after] = [text.slice(0, start.character), text.slice(end.character)];
  const behind = /^\s*,\s*/.exec(after)?.[0].trimEnd().length;
  const spaces = /^\s*,( *)/.exec(after)?.[1]?.length ?? 0;
  if (behind !== undefined) return { start, end: { ...end, character: end.character + behind + spaces } };
  const ahead = /,\s*$/.exec(before)?.[0].length;
  if (ahead !== undefined) return { start: { ...start, character: start.character - ahead }, end };
  return /\{\s*$/.test(before) && /^\s*\}/.test(after) ? { start, end } : undefined;
}

function findEmptyParents(file: SourceText, removed: ReadonlySet<number>): readonly TextRange[] {
  const gone = new Set(removed);
  const textOf = (line: number): string | undefined =>
    line < 0 || line > file.lines.lineBreaks ? undefined : file.lines.line(line).text.replace(/[\r\n]+$/, '');
  const find = (from: number, step: number): number => {
    let line = from;
    for (let text = textOf(line); text !== undefined; text = textOf(line)) {
      if (!gone.has(line) && !/^\s*(#.*)?$/.test(text)) break;
      line += step;
    }
    return line;
  };
  for (const line of removed) {
    for (let parent = find(line, -1); ; parent = find(parent, -1)) {
      const indent = parentLine.exec(textOf(parent) ?? '')?.[1]?.length;
      const next = textOf(find(parent + 1, 1));
      const isEmpty = indent !== undefined && (next === undefined || /^ */.exec(next)![0].length <= indent);
      if (!isEmpty) break;
      gone.add(parent);
    }
  }
  return [...gone.difference(removed)].map((line) => file.lines.line(line).range);
}

/** In text order; of those that overlap one. */
function joinRanges(ranges: readonly TextRange[]): readonly TextRange[] {
  const joined: TextRange[] = [];
  for (const range of ranges.toSorted((left, right) => comparePositions(left.start, right.start))) {
    const last = joined.at(-1);
    if (last === undefined || comparePositions(last.end, range.start) < 0) joined.push(range);
    else if (comparePositions(last.end, range.end) < 0) joined[joined.length - 1] = { start: last.start, end: range.end };
  }
  return joined;
}
