import { percentileOf, type Histogram } from './histogram.ts';
import type { Observed } from './readingWindow.ts';
import type { Sample } from './sample.ts';
import type { OwnStreamFigures } from './series.ts';

type Percentiles = 'ttftP50' | 'ttftP95' | 'itlP50' | 'itlP95';
type Bounds = `${Percentiles}${'Low' | 'High'}Ms`;
type Throughput = Pick<Sample, 'tokensPerSecond' | 'source'>;
type Latency = Partial<Pick<Sample, `${Percentiles}Ms` | Bounds>> & Pick<Sample, 'latencySource'>;

/** The engine's own number first, then our own stream. The source is named even while its value is not known yet. */
export function readThroughput(observed: Observed | undefined, ownStream: OwnStreamFigures | undefined): Throughput {
  if (observed?.throughput !== undefined) return observed.throughput;
  if (ownStream !== undefined) return { tokensPerSecond: ownStream.tokensPerSecond, source: 'own stream' };
  return { tokensPerSecond: null, source: 'none' };
}

/** The engine's own histograms first, then our own stream. */
export function readLatency(observed: Observed | undefined, ownStream: OwnStreamFigures | undefined): Latency {
  if (observed?.ttft !== undefined || observed?.itl !== undefined) {
    return {
      ...percentile('ttftP50', observed.ttft, 0.5),
      ...percentile('ttftP95', observed.ttft, 0.95),
      ...percentile('itlP50', observed.itl, 0.5),
      ...percentile('itlP95', observed.itl, 0.95),
      latencySource: 'engine metric',
    };
  }
  if (ownStream === undefined) return { latencySource: 'none' };
  const { ttftP50Ms, ttftP95Ms, itlP50Ms, itlP95Ms } = ownStream;
  return { ttftP50Ms, ttftP95Ms, itlP50Ms, itlP95Ms, latencySource: 'own stream' };
}

function percentile(name: Percentiles, histogram: Histogram | null | undefined, quantile: number): Partial<Latency> {
  const told = histogram && percentileOf(histogram, quantile);
  return told ? { [`${name}Ms`]: told.value, [`${name}LowMs`]: told.low, [`${name}HighMs`]: told.high } : {};
}
