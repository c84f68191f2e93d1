import type { TextEdit, TextPosition, TextRange } from './finding.ts';
import type { SourceText } from './manifestFile.ts';

/** The lines of an item of a block list, from its dash on; undefined where they say more than the item. */
export function itemLines({ lines }: SourceText, { start, end }: TextRange): TextRange | undefined {
  const before = lines.line(start.line).text.slice(0, start.character);
  const last = lines.line(end.line);
  const after = last.text.slice(end.character).trimEnd();
  if (!/^\s*-\s+$/.test(before) || !/^\s*(#.*)?$/.test(after)) return undefined;
  return { start: { line: start.line, character: 0 }, end: last.range.end };
}

/** The lines of a field from its key to the end of its value; undefined where they say more than the field, or have an anchor that others may use. */
export function fieldLines({ lines }: SourceText, { start, end }: TextRange): TextRange | undefined {
  const before = lines.line(start.line).text.slice(0, start.character);
  const last = lines.line(end.line);
  const after = last.text.slice(end.character).trimEnd();
  const isAnchored = /(^|\s)&\w/.test(lines.slice({ start, end }));
  if (isAnchored || !/^\s*$/.test(before) || !/^\s*(#.*)?$/.test(after)) return undefined;
  return { start: { line: start.line, character: 0 }, end: last.range.end };
}

/** Whether a range has a block scalar (`|+`) to which the empty lines behind it belong: nothing can be written right after it. */
export function keepsEmptyLines({ lines }: SourceText, range: TextRange): boolean {
  return /[|>]\d?\+\d?[ \t]*(#.*)?$/m.test(lines.slice(range).replaceAll('\r', '\n'));
}

/** Writes whole lines after a line; each of them without its line break. */
export function insertAfterLine({ lines }: SourceText, line: number, written: readonly string[]): TextEdit {
  const { text, range } = lines.line(line);
  const own = /\r\n$|\n$|\r$/.exec(text)?.[0];
  if (own !== undefined) return { range: { start: range.end, end: range.end }, text: written.map((each) => each + own).join('') };
  const used = /\r\n|\n|\r/.exec(lines.line(0).text)?.[0] ?? '\n';
  return { range: { start: range.end, end: range.end }, text: written.map((each) => used + each).join('') };
}

/** What stands before a position on its line, if it is nothing but the indent and the dashes of list items, as spaces. */
export function indentBefore({ lines }: SourceText, { line, character }: TextPosition): string | undefined {
  const before = lines.line(line).text.slice(0, character);
  return /^ *(?:- +)*$/.test(before) ? ' '.repeat(character) : undefined;
}

/**
 * Writes lines before the field that starts at a position, at its indent, the first of them behind the dash where it is the first of a list
 * item; nothing where more stands before it.
 */
export function insertBefore(file: SourceText, start: TextPosition, written: readonly string[]): TextEdit | undefined {
  const line = file.lines.line(start.line).text;
  const indent = indentBefore(file, start);
  if (indent === undefined) return undefined;
  // a carriage return alone ends a line for an editor, not for the YAML parser
  const lineBreak = /\r?\n$/.exec(line)?.[0] ?? '\n';
  return { range: { start, end: start }, text: written.map((each) => `${each}${lineBreak}${indent}`).join('') };
}
