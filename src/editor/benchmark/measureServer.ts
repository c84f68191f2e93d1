import type { LoadResult } from '../../load/measure/loadResult.ts';
import type { Arrivals, Endpoint, LoadPlan } from '../../load/plan/loadPlan.ts';
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
  /** Adds what the engine's own counter counted in a run. */
  readonly countByEngine: (plan: LoadPlan, signal: AbortSignal, run: () => Promise<LoadResult>) => Promise<LoadResult>;
}

/** What is measured, and who is told. */
export interface Measurement {
  readonly task: LoadTask;
  readonly endpoint: Endpoint;
  /** Where it runs, as the result keeps it. */
  readonly place: Pick<LoadResult, 'ranOn' | 'simulated'>;
  /** Watts that its devices draw; absent where nothing tells them. */
  readonly readPower?: () => Promise<number | null>;
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

async function runOnce(tools: LoadTools, measurement: Measurement, arrivals: Arrivals): Promise<void> {
  const { task, endpoint, place, readPower, signal, say, keep } = measurement;
  const sent = describeArrivals(arrivals);
  const plan = { ...task.load, endpoint, arrivals };
  const result = await tools.countByEngine(plan, signal, () =>
    tools.runLoad(plan, {
      signal,
      onProgress: (progress) => say(describeRun(sent, progress)),
      ...(readPower !== undefined && { readPower }),
    }),
  );
  await keep({ ...result, ...place });
}
