import { sumHistograms, type Histogram } from './histogram.ts';
import type { Observed } from './readingWindow.ts';

/** What several processes of an engine told, as that of one: sums, all requests' latencies, and the mean use of their KV caches. */
export function combineObserved(observed: readonly Observed[]): Observed {
  const kvUses = observed.flatMap(({ kvUse }) => kvUse ?? []);
  const numbers = {
    running: sumTold(observed.map(({ running }) => running)),
    waiting: sumTold(observed.map(({ waiting }) => waiting)),
    kvUse: kvUses.length === 0 ? undefined : (sum(kvUses) ?? 0) / kvUses.length,
    requestsPerSecond: sumTold(observed.map(({ requestsPerSecond }) => requestsPerSecond)),
    errorsPerSecond: sumTold(observed.map(({ errorsPerSecond }) => errorsPerSecond)),
    preemptions: sumTold(observed.map(({ preemptions }) => preemptions)),
    throughput: sumThroughputs(observed.flatMap(({ throughput }) => throughput ?? [])),
    ttft: sumLatencies(observed.map(({ ttft }) => ttft)),
    itl: sumLatencies(observed.map(({ itl }) => itl)),
  };
  return Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined));
}

function sumThroughputs(throughputs: readonly NonNullable<Observed['throughput']>[]): Observed['throughput'] {
  const [first] = throughputs;
  return first && { ...first, tokensPerSecond: sum(throughputs.flatMap(({ tokensPerSecond }) => tokensPerSecond ?? [])) };
}

function sumLatencies(told: readonly (Histogram | null | undefined)[]): Histogram | null | undefined {
  const histograms = told.filter((histogram) => histogram !== undefined);
  return histograms.length === 0 ? undefined : (sumHistograms(histograms.filter((histogram) => histogram !== null)) ?? null);
}

/** Of those that are known; null while none of them has anything to compare with. */
function sumTold(values: readonly (number | null | undefined)[]): number | null | undefined {
  const told = values.filter((value) => value !== undefined);
  return told.length === 0 ? undefined : sum(told.filter((value) => value !== null));
}

function sum(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((total, value) => total + value, 0);
}
