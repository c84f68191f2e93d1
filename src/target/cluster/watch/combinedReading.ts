import type { Reading } from '../clusterObjects.ts';

/**
 * Makes one reading of several: of the kinds of owners, or of the namespaces that a user may read. The same value as long as it is given
 * the same ones.
 */
export function rememberCombined<T>(): (readings: readonly Reading<T>[]) => Reading<T> {
  let last: { readonly readings: readonly Reading<T>[]; readonly combined: Reading<T> } | undefined;
  return (readings) => {
    const isSame =
      last?.readings.length === readings.length && readings.every((reading, index) => reading === last?.readings[index]);
    if (last === undefined || !isSame) last = { readings, combined: combineReadings(readings) };
    return last.combined;
  };
}

/** Known where any is, once all have told; forbidden or absent only where nothing else is to be said. */
function combineReadings<T>(readings: readonly Reading<T>[]): Reading<T> {
  if (readings.some(({ state }) => state === 'loading')) return { state: 'loading' };
  const known = readings.filter((reading) => reading.state === 'known');
  const failed = readings.find((reading) => reading.state === 'failed');
  if (known.length > 0) {
    const [only] = known;
    if (known.length === 1 && only !== undefined && failed === undefined) return only;
    const namespaces = [...new Set(known.flatMap((reading) => reading.namespaces ?? []))];
    return {
      state: 'known',
      items: known.flatMap(({ items }) => items),
      ...((failed !== undefined || known.some(({ isStale }) => isStale === true)) && { isStale: true }),
      ...(namespaces.length > 0 && { namespaces }),
    };
  }
  return failed ?? readings.find((reading) => reading.state === 'forbidden') ?? { state: 'absent' };
}

/** What a reading says while its whole cluster does not answer. */
export function withoutServer<T>(reading: Reading<T>, message: string): Reading<T> {
  if (reading.state === 'known') return { ...reading, isStale: true };
  return reading.state === 'loading' ? { state: 'failed', message } : reading;
}
