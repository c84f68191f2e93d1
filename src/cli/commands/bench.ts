import { parseArgs } from 'node:util';
import type { LoadResult } from '../../load/measure/loadResult.ts';
import type { MixProgress } from '../../load/run/runMix.ts';
import { runLoad } from '../../load/run/runLoad.ts';
import type { CapacitySlo, Probe } from '../../load/search/capacity.ts';
import { TrafficFileError } from '../../load/workload/files/trafficFileError.ts';
import { benchFlags, type BenchFlags } from '../bench/benchFlags.ts';
import { benchMix, readMixRuns } from '../bench/benchMix.ts';
import { threadOption } from '../bench/benchOptions.ts';
import { readBenchRun } from '../bench/benchTarget.ts';
import { checkSearchFlags } from '../bench/checkFlags.ts';
import { capacityLines, probeLine } from '../bench/capacityText.ts';
import { mixLines } from '../bench/mixText.ts';
import { countByEngine } from '../../target/benchmark/countByEngine.ts';
import { readsEngineCounter } from '../bench/engineCounter.ts';
import { OutFolder } from '../bench/outFolder.ts';
import { progressLine } from '../bench/progressLine.ts';
import { resultLines } from '../bench/resultText.ts';
import { probeExtent, searchUsers } from '../bench/searchUsers.ts';
import type { Command, Context } from '../main.ts';
import { UsageError, wholeNumber } from '../usage.ts';

const interruptedCode = 130;

type Measure = (flags: BenchFlags, context: Context) => Promise<number>;

/** Measures what a server gives under load: at a number of users or a rate, the most users that it bears, or several beside each other. */
export const bench: Command = async (args, context) => {
  const { values } = parseArgs({ args: [...args], options: benchFlags });
  if (values.mix === undefined) checkSearchFlags(values);
  const isCounted = readsEngineCounter(values);
  const measure: Measure =
    values.mix !== undefined ? mix : values['find-users'] ? search : (flags, whole) => load(flags, whole, isCounted);
  try {
    return await measure(values, context);
  } catch (error) {
    // thrown in a worker thread it is no longer of its class
    throw error instanceof TrafficFileError ? new UsageError(error.message) : error;
  }
};

async function load(flags: BenchFlags, context: Context, isCounted: boolean): Promise<number> {
  const { console, signal } = context;
  const repeats = wholeNumber('repeats', flags.repeats, 1);
  const { plan, place, readPower } = await readBenchRun(flags, context);
  const out = await openOut(flags);
  const run = () =>
    runLoad(plan, {
      signal,
      repeats,
      ...threadOption(flags),
      ...(process.stderr.isTTY && { onProgress: (progress) => console.err(progressLine(progress)) }),
      ...(readPower !== undefined && { readPower }),
      ...(out !== undefined && { onRecord: out.addRequest }),
    });
  const measured = isCounted ? await countByEngine(plan, signal, run) : await run();
  const result = stableFirst({ ...measured, ...place });
  print(result, resultLines(result), flags, context);
  await out?.finish(result);
  return exitCode([result], context);
}

async function search(flags: BenchFlags, context: Context): Promise<number> {
  const { console, signal } = context;
  const run = await readBenchRun(flags, context, probeExtent);
  const out = await openOut(flags);
  const onProbe = (probe: Probe, slo: CapacitySlo) => console.err(probeLine(probe, slo));
  const capacity = await searchUsers(run, flags, { signal, onProbe: flags.json ? () => undefined : onProbe });
  print(capacity, capacityLines(capacity), flags, context);
  await out?.finish(capacity);
  return exitCode(
    capacity.probes.map(({ figures }) => figures),
    context,
  );
}

async function mix(flags: BenchFlags, context: Context): Promise<number> {
  const { console, signal } = context;
  const runs = await readMixRuns(flags.mix ?? '', flags, context);
  const out = await openOut(flags);
  const onProgress = ({ name, load: progress }: MixProgress) => console.err(`${progressLine(progress)}   ${name}`);
  const result = await benchMix(runs, { signal, ...threadOption(flags), ...(process.stderr.isTTY && { onProgress }) });
  print(result, mixLines(result), flags, context);
  await out?.keepJson(result);
  for (const { name, alone, together } of result.members) {
    await (await out?.part(`${name}-alone`))?.finish(alone);
    await (await out?.part(`${name}-together`))?.finish(together);
  }
  return exitCode(
    result.members.flatMap(({ alone, together }) => [alone, together]),
    context,
  );
}

/** What scripts read stands first; documented in docs/cli.md. */
function stableFirst({
  requests,
  errors,
  tokens,
  tokensPerSecond,
  ttftMs,
  itlMs,
  clientLimited,
  ...rest
}: LoadResult): LoadResult {
  return { requests, errors, tokens, tokensPerSecond, ttftMs, itlMs, clientLimited, ...rest };
}

function openOut({ out }: BenchFlags): Promise<OutFolder | undefined> {
  return out === undefined ? Promise.resolve(undefined) : OutFolder.open(out);
}

function print(result: object, lines: readonly string[], { json }: BenchFlags, { console }: Context): void {
  if (json) console.out(JSON.stringify(result));
  else lines.forEach(console.out);
}

function exitCode(figures: readonly Pick<LoadResult, 'requests' | 'errors'>[], { signal }: Context): number {
  if (signal.aborted) return interruptedCode;
  return figures.some(({ requests, errors }) => requests > errors) ? 0 : 1;
}
