import { maskActions } from './templating/maskActions.ts';

/**
 * The YAML documents of a text, each with the marker that starts it; joined they are the text again.
 * A line that starts with `---` starts a document wherever it stands (YAML 1.2, production c-forbidden).
 * Not one within an action of a template: that is the template's.
 */
export function splitDocuments(text: string): readonly string[] {
  const read = maskActions(text)?.text ?? text;
  const starts = Array.from(read.matchAll(/(?<![^\r\n])---(?=[ \t\r\n]|$)/g), ({ index }) => index).filter((start) => start > 0);
  const parts = [0, ...starts].map((start, index, all) => text.slice(start, all[index + 1] ?? text.length));
  const [head, next, ...rest] = parts;
  return head !== undefined && next !== undefined && isPreamble(head) ? [head + next, ...rest] : parts;
}

/** Directives such as `%YAML 1.1` belong to the document after them. */
function isPreamble(head: string): boolean {
  const lines = head.replace(/^\uFEFF/, '').split(/[\r\n]+/);
  return lines.some((line) => line.startsWith('%')) && lines.every((line) => /^\s*(?:[%#]|$)/.test(line));
}
