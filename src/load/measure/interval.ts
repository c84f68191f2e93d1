import type { Interval } from './loadResult.ts';
import { t95 } from './studentT.ts';

/** Mean of repeats with its 95 % confidence interval; null of fewer than two, of which nothing is known but themselves. */
export function toInterval(values: readonly number[]): Interval | null {
  const count = values.length;
  if (count < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  const half = t95(count - 1) * Math.sqrt(variance / count);
  return { mean, low: mean - half, high: mean + half };
}
