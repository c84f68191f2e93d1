import type { LoadResult } from '../measure/loadResult.ts';
import type { MixResult } from '../measure/mixResult.ts';
import type { CapacityResult } from '../search/capacityResult.ts';
import type { SweepResult } from '../sweep/sweepResult.ts';

/** What a report is made of; told apart by `schema`. */
export type Report = LoadResult | MixResult | CapacityResult | SweepResult;
