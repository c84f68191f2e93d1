/** Lines of a table of numbers, which end below each other, beside columns of words, which begin there; `words` are those columns. */
export function numberTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  words: ReadonlySet<number>,
): readonly string[] {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => (words.has(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
