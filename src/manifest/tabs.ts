import * as l10n from '@vscode/l10n';
import type { Finding, TextRange } from './finding.ts';
import type { LineIndex } from './textRange.ts';

/** Where the tabs of a line's indent are, and spaces for them: also in the lines below that have the same indent. */
export function cureTabs(lines: LineIndex, line: number, indent: string): Pick<Finding, 'range' | 'fixes'> {
  const character = indent.indexOf('\t');
  const tabsOf = (at: number): TextRange => ({
    start: { line: at, character },
    end: { line: at, character: indent.length },
  });
  const plain = indent.replaceAll('\t', '  ').length;
  const text = ' '.repeat(Math.max(plain, leastIndent(lines, line)) - character);
  let last = line;
  while (last < lines.lineBreaks && lines.line(last + 1).text.startsWith(indent)) last += 1;
  const edits = Array.from({ length: last - line + 1 }, (_, count) => ({ range: tabsOf(line + count), text }));
  return { range: tabsOf(line), fixes: [{ title: l10n.t('Use spaces'), edits }] };
}

/** What stands under `key:` is deeper than it; elsewhere the tabs alone say how deep. */
function leastIndent(lines: LineIndex, line: number): number {
  for (let above = line - 1; above >= 0; above -= 1) {
    const { text } = lines.line(above);
    if (/^\s*(#.*)?$/.test(text)) continue;
    return /:\s*(#.*)?$/.test(text) ? text.search(/[^ -]/) + 2 : 0;
  }
  return 0;
}
