import type { LoadResult } from '../../load/measure/loadResult.ts';
import type { Arrivals, Endpoint } from '../../load/plan/loadPlan.ts';
import type { Capacity } from '../../load/search/capacity.ts';
import type { SearchOptions } from '../../load/search/findUsers.ts';
import type { RunLoad } from '../../load/sweep/measureStep.ts';
import type { BenchmarkResult } from './benchmarkFile.ts';
import type { LoadTask } from './loadTask.ts';
import { describeArrivals, describeRun } from './progressText.ts';
import { searchUsers } from './searchUsers.ts';

/** What measures: the load generator itself, but in tests. */
export interface LoadTools {
  readonly runLoad: RunLoad;
  readonly findUsers: (options: SearchOptions) => Promise<Capacity>;
}

/** What is measured, and who is told. */
export interface Measurement {
  readonly task: LoadTask;
  readonly endpoint: Endpoint;
  /** Where it runs, as the result keeps it. */
  readonly place: Pick<LoadResult, 'ranOn' | 'simulated'>;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  /** Keeps what is known so far, and at last the whole result. */
  readonly keep: (result: BenchmarkResult) => Promise<void>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Loads a server as its task says. What was measured until the signal aborts or something fails is kept; then it rejects. */
export async function measureServer(tools: LoadTools, measurement: Measurement): Promise<void> {
  const { what } = measurement.task;
  await (what.kind === 'search' ? searchUsers(tools, { ...measurement, ...what }) : runOnce(tools, measurement, what.arrivals));
}

async function runOnce({ runLoad }: LoadTools, measurement: Measurement, arrivals: Arrivals): Promise<void> {
  const { task, endpoint, place, signal, say, keep } = measurement;
  const sent = describeArrivals(arrivals);
  const result = await runLoad(
    { ...task.load, endpoint, arrivals },
    { signal, onProgress: (progress) => say(describeRun(sent, progress)) },
  );
  await keep({ ...result, ...place });
}
