import { findActions, type Action } from './findActions.ts';

/** An action with what stands for it in the masked text. */
export interface MaskedAction extends Action {
  /** Whether it has lines of its own, so that it writes lines or decides about them; else it is part of a value. */
  readonly ownsLine: boolean;
}

/** Offsets from `start` to before `end`. */
export interface TextPart {
  readonly start: number;
  readonly end: number;
}

/** A text in which YAML can be read although a tool has yet to fill it in. */
export interface MaskedText {
  /** As long as the text itself, so that all offsets are the same. */
  readonly text: string;
  readonly original: string;
  readonly actions: readonly MaskedAction[];
  /** Two characters that the text has not: an action that is part of a value is one `first` and as many `rest` as it is long. */
  readonly first: string;
  readonly rest: string;
}

/** A cheap look, for most texts have none. */
const anyMark = /\{[{%#]|<%|[%$]\{/;

/**
 * Puts empty lines for actions in lines of their own, which YAML takes anywhere, and letters for those within values;
 * undefined where there are none.
 */
export function maskActions(original: string): MaskedText | undefined {
  if (!anyMark.test(original)) return undefined;
  const found = findActions(original);
  if (found.length === 0) return undefined;
  const actions = groupByLine(original, found);
  const [first, rest] = findFreeCharacters(original);
  const pieces: string[] = [];
  let end = 0;
  for (const action of actions) {
    const between = original.slice(end, action.start);
    pieces.push(action.ownsLine ? breakBlanks(between) : between);
    const written = original.slice(action.start, action.end);
    pieces.push(action.ownsLine ? toBreaks(written) : first + rest.repeat(written.length - 1));
    end = action.end;
  }
  pieces.push(original.slice(end));
  return { text: pieces.join(''), original, actions, first, rest };
}

/** The same with parts of it empty: those of branches that are not taken. */
export function withoutParts(masked: MaskedText, parts: readonly TextPart[]): MaskedText {
  if (parts.length === 0) return masked;
  const pieces: string[] = [];
  const kept: MaskedAction[] = [];
  let [end, next] = [0, 0];
  for (const part of parts.toSorted((left, right) => left.start - right.start)) {
    // one within another
    if (part.end <= end) continue;
    while (next < masked.actions.length) {
      const action = masked.actions[next];
      if (action === undefined || action.start >= part.end) break;
      if (action.start < part.start) kept.push(action);
      next += 1;
    }
    pieces.push(masked.text.slice(end, part.start), toBreaks(masked.text.slice(part.start, part.end)));
    end = part.end;
  }
  pieces.push(masked.text.slice(end));
  return { ...masked, text: pieces.join(''), actions: [...kept, ...masked.actions.slice(next)] };
}

/** The actions that lie in a part of the text. */
export function actionsWithin({ actions }: MaskedText, start: number, end: number): readonly MaskedAction[] {
  const found: MaskedAction[] = [];
  for (let index = firstFrom(actions, start); index < actions.length; index++) {
    const action = actions[index];
    if (action === undefined || action.end > end) break;
    found.push(action);
  }
  return found;
}

/** Index of the first action that starts at an offset or behind it. */
export function firstFrom(actions: readonly MaskedAction[], start: number): number {
  let [low, high] = [0, actions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((actions[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The blanks at the end as line breaks, where they are the indent of a line. */
function breakBlanks(between: string): string {
  const start = startOfBlanks(between, between.length);
  const isIndent = start === 0 || /[\r\n]/.test(between[start - 1] ?? '');
  return isIndent ? between.slice(0, start) + toBreaks(between.slice(start)) : between;
}

function toBreaks(text: string): string {
  return '\n'.repeat(text.length);
}

/** Where the spaces and tabs before an offset begin. */
export function startOfBlanks(text: string, offset: number): number {
  let start = offset;
  while (text[start - 1] === ' ' || text[start - 1] === '\t') start -= 1;
  return start;
}

/** Actions with nothing but blanks between them share what they have: lines of their own, or a part of one. */
function groupByLine(text: string, actions: readonly Action[]): readonly MaskedAction[] {
  const groups: Action[][] = [];
  for (const action of actions) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group !== undefined && last !== undefined && /^[ \t]*$/.test(text.slice(last.end, action.start))) group.push(action);
    else groups.push([action]);
  }
  return groups.flatMap((group) => {
    const [start, end] = [group[0]?.start ?? 0, group.at(-1)?.end ?? 0];
    const blank = startOfBlanks(text, start);
    const before = text[blank - 1];
    const endsLine = /[ \t]*(?:#|[\r\n]|$)/y.test(text.slice(end, end + 200));
    const startsLine = before === undefined || before === '\n' || before === '\r' || (before === '\uFEFF' && blank === 1);
    // `labels: {{- include "x" . | nindent 4 }}` begins new lines
    const isValue = before === ':' || (before === '-' && blank < start);
    const breaksLine = isValue && /\bnindent\b/.test(text.slice(start, end));
    return group.map((action) => ({ ...action, ownsLine: endsLine && (startsLine || breaksLine) }));
  });
}

/** Of the private use area, so that no text misses them. */
function findFreeCharacters(text: string): readonly [string, string] {
  for (let code = 0xe000; code < 0xf8ff; code += 2) {
    const pair = [String.fromCharCode(code), String.fromCharCode(code + 1)] as const;
    if (!pair.some((character) => text.includes(character))) return pair;
  }
  return ['\uE000', '\uE001'];
}
