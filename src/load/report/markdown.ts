/** A text of others in GitHub's Markdown: shown as it is, on one line, without markup or mentions of its own. */
export function markdownText(text: string): string {
  return (
    text
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/[\\`*_[\]|~#!]/g, String.raw`\$&`)
      // a word joiner keeps people from being notified
      .replace(/@/g, '@\u2060')
  );
}

/** `words`: columns whose cells stand at the left; numbers stand at the right. */
export function markdownTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  { words }: { readonly words: readonly number[] },
): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownText).join(' | ')} |`;
  const rule = `| ${columns.map((_, index) => (words.includes(index) ? ':--' : '--:')).join(' | ')} |`;
  return [line(columns), rule, ...rows.map(line)].join('\n');
}
