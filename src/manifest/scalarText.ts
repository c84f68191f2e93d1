/** The text of a scalar; null is empty, as the API server reads it; a map or list, which it refuses, is shown as one. */
export function scalarText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return value.toString();
  return value === null || value === undefined ? '' : JSON.stringify(value);
}
