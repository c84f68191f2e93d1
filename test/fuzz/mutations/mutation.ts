import type { Random } from '../random.ts';

/** Makes another text of a text. */
export type Mutation = (text: string, random: Random) => string;

/** Lines with their ends; joined they are the text again. */
export function toLines(text: string): readonly string[] {
  return text.split(/(?<=\n|\r(?!\n))/);
}

export function indentOf(line: string): string {
  return /^ */.exec(line)?.[0] ?? '';
}

/** Changes one line, or some lines after each other. */
export function onLines(change: (line: string, random: Random) => string, most = 1): Mutation {
  return (text, random) => {
    const lines = toLines(text);
    const start = random.below(lines.length);
    const count = random.between(1, most);
    return lines.map((line, index) => (index >= start && index < start + count ? change(line, random) : line)).join('');
  };
}

/** Puts text in at the start of some line. */
export function insertLine(text: string, random: Random, write: (indent: string) => string): string {
  const lines = toLines(text);
  const at = random.below(lines.length + 1);
  const indent = indentOf(lines[Math.min(at, lines.length - 1)] ?? '');
  return lines.toSpliced(at, 0, `${write(indent)}\n`).join('');
}

/** The value of a line such as `key: value` or `- value`, by what `write` makes of it. */
export function onValue(write: (value: string, random: Random) => string): Mutation {
  return onLines((line, random) =>
    line.replace(/^(\s*(?:- )?(?:[^:#]+:)?[ ]*)(.*?)(\s*)$/s, (_, head: string, value: string, tail: string) => {
      const space = head === '' || /\s$/.test(head) ? '' : ' ';
      return `${head}${space}${write(value, random)}${tail}`;
    }),
  );
}

/** A line and all that is indented deeper under it. */
export function pickSubtree(lines: readonly string[], random: Random): { readonly start: number; readonly end: number } {
  const start = random.below(lines.length);
  const depth = indentOf(lines[start] ?? '').length;
  let end = start + 1;
  while (end < lines.length && indentOf(lines[end] ?? '').length > depth) end += 1;
  return { start, end };
}
