/** Script of the threads: beside this file in the sources; in the bundle in `dist`, which is one above its chunks. */
export function workerEntry(from: string = import.meta.url): URL {
  if (from.endsWith('.ts')) return new URL('loadWorker.ts', from);
  return new URL(/\/chunks\/[^/]+$/.test(from) ? '../loadWorker.js' : 'loadWorker.js', from);
}
