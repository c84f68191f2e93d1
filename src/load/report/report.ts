import type { LoadResult } from '../measure/loadResult.ts';
import type { Capacity } from '../search/capacity.ts';
import type { SweepResult } from '../sweep/sweepResult.ts';

/** What a report is made of. */
export type Report = LoadResult | Capacity | SweepResult;

export function isSweep(report: Report): report is SweepResult {
  return 'schema' in report && report.schema === 'gpu-fractions.sweep/1';
}

export function isCapacity(report: Report): report is Capacity {
  return 'probes' in report;
}
