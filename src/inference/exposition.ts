import { readNumber, readSampleLine, type MetricSample } from './expositionLine.ts';

/** What one scrape said. */
export interface Exposition {
  readonly samples: readonly MetricSample[];
  /** The samples of each whole name, in the order of the text. */
  readonly byName: ReadonlyMap<string, readonly MetricSample[]>;
  /** Lines that are neither sample, comment nor blank, or are too long to be worth reading. */
  readonly skippedLines: number;
}

/** Longest line that is read; real ones stay below 4 KiB. */
const longestLine = 65_536;

/**
 * Reads Prometheus text exposition; never throws. What is not a sample is skipped and counted.
 * Also reads a body that is a JSON string (llama.cpp #17384).
 * Rules: prometheus.io/docs/instrumenting/exposition_formats, values as Go's ParseFloat reads them.
 */
export function parseExposition(body: string): Exposition {
  const samples: MetricSample[] = [];
  const byName = new Map<string, MetricSample[]>();
  let skippedLines = 0;
  for (const raw of unquoteBody(body).split('\n')) {
    const line = raw.length > longestLine ? raw : raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const sample = line.length > longestLine ? undefined : readSampleLine(line);
    if (sample === undefined) {
      skippedLines++;
      continue;
    }
    samples.push(sample);
    const family = byName.get(sample.name);
    if (family === undefined) byName.set(sample.name, [sample]);
    else family.push(sample);
  }
  return { samples, byName, skippedLines };
}

function unquoteBody(body: string): string {
  const text = body.replace(/^\uFEFF/, '');
  if (!/^\s*"/.test(text)) return text;
  try {
    const unquoted: unknown = JSON.parse(text);
    return typeof unquoted === 'string' ? unquoted : text;
  } catch {
    return text;
  }
}

/** The samples of the first of these names that has any: current name first, aliases after it. */
export function samplesOf(exposition: Exposition, names: readonly string[]): readonly MetricSample[] {
  for (const name of names) {
    const family = exposition.byName.get(name);
    if (family !== undefined) return family;
  }
  return [];
}

/** A text that tells label sets apart, whatever their order; without the labels left out. */
export function labelKey(labels: ReadonlyMap<string, string>, ...leftOut: readonly string[]): string {
  const kept = [...labels].filter(([name]) => !leftOut.includes(name));
  return JSON.stringify(kept.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

/** The bound of a histogram bucket (`le`), undefined where it is none. */
export function bucketBound(sample: MetricSample): number | undefined {
  const bound = readNumber(sample.labels.get('le') ?? '');
  return bound === undefined || Number.isNaN(bound) ? undefined : bound;
}
