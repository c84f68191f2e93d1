import { wholeNumber } from '../usage.ts';
import type { BenchFlags } from './benchFlags.ts';

/** How a run is sent; throws a UsageError. */
export function threadOption({ threads }: BenchFlags): { readonly threads?: number } {
  return threads === undefined ? {} : { threads: wholeNumber('threads', threads, 1) };
}
