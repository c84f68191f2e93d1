import { sampleFields } from '../../src/inference/sample.ts';
import { columnsOf, type SampleColumns } from '../../src/protocol/sampleColumns.ts';

type Values = readonly (number | null)[];

/** Rows from `from` on, and the one before them, so that lines enter at the edge. */
export function since(columns: SampleColumns, from: number): SampleColumns {
  const first = columns.t.findIndex((t) => t >= from);
  const start = first === -1 ? columns.t.length : Math.max(0, first - 1);
  return columnsOf(columns.t.slice(start), (field) => columns[field].slice(start));
}

/** Puts an unknown row where samples are missing for more than three usual steps, so that lines break there. */
export function withGaps(columns: SampleColumns): SampleColumns {
  const { t } = columns;
  const steps = t.slice(1).map((time, index) => time - (t[index] ?? time));
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  const holes = new Set(steps.flatMap((step, index) => (step > 3 * usual ? [index + 1] : [])));
  if (holes.size === 0) {
    return columns;
  }
  const times = t.flatMap((time, row) => (holes.has(row) ? [((t[row - 1] ?? time) + time) / 2, time] : [time]));
  return columnsOf(times, (field) => columns[field].flatMap((value, row) => (holes.has(row) ? [null, value] : [value])));
}

/** At most `mostRows` rows: each bucket keeps the least and the most of every column in their order, so no peak is lost. */
export function decimate(columns: SampleColumns, mostRows: number): SampleColumns {
  const rows = columns.t.length;
  if (rows <= mostRows) {
    return columns;
  }
  const buckets = Math.max(1, Math.floor(mostRows / 2));
  const bounds = Array.from({ length: buckets }, (_, bucket): readonly [number, number] => [
    Math.floor((bucket * rows) / buckets),
    Math.floor(((bucket + 1) * rows) / buckets),
  ]);
  const times = bounds.flatMap(([start, end]) => [columns.t[start] ?? 0, columns.t[Math.floor((start + end) / 2)] ?? 0]);
  const extremes = new Map(
    sampleFields.map((field) => [field, bounds.flatMap(([start, end]) => extent(columns[field], start, end))]),
  );
  return columnsOf(times, (field) => extremes.get(field) ?? []);
}

/** Least and most of rows start to end, the earlier one first; unknown when all of them are. */
function extent(values: Values, start: number, end: number): readonly [number | null, number | null] {
  let least = -1;
  let most = -1;
  for (let row = start; row < end; row++) {
    const value = values[row] ?? null;
    if (value !== null) {
      least = least === -1 || value < (values[least] ?? 0) ? row : least;
      most = most === -1 || value > (values[most] ?? 0) ? row : most;
    }
  }
  const pick = (row: number): number | null => values[row] ?? null;
  return [pick(Math.min(least, most)), pick(Math.max(least, most))];
}
