/** A cell: a number as it is, a text guarded and quoted, nothing where nothing is known. */
export type CsvValue = string | number | boolean | null | undefined;

/**
 * Rows with a line of names above (RFC 4180: CRLF, quotes doubled). A text that a spreadsheet would run as a formula gets an apostrophe
 * before it, as OWASP advises.
 */
export function csv(names: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return [names, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: CsvValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  if (typeof value === 'boolean') return String(value);
  const guarded = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
