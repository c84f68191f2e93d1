import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { planSweep } from '../../load/sweep/planSweep.ts';
import { runSweep } from '../../load/sweep/runSweep.ts';
import { SweepError } from '../../load/sweep/sweepError.ts';
import type { SweepPlan } from '../../load/sweep/sweepPlan.ts';
import type { SweepResult } from '../../load/sweep/sweepResult.ts';
import { AgentGround } from '../../target/benchmark/agentGround.ts';
import type { Target } from '../../target/target.ts';
import { readSweepFile, SweepFile, sweepPath } from '../bench/sweepFile.ts';
import { readSweepWish, refuseBesideResume, sweepFlags, type SweepFlags } from '../bench/sweepFlags.ts';
import { sweepLines } from '../bench/sweepLines.ts';
import { findSweepModel } from '../bench/sweepModel.ts';
import { splitOut, writeReports } from '../bench/sweepReports.ts';
import { sweepObject, sweepText } from '../bench/sweepText.ts';
import { launchOptions } from '../launchOptions.ts';
import type { Command } from '../main.ts';
import { UsageError } from '../usage.ts';

const interruptedCode = 130;

/** Measures what fractions of a GPU are worth for a model: slice after slice, alone and among loaded neighbours. */
export const sweep: Command = async (args, { console, agent, signal }) => {
  const { values } = parseArgs({ args: [...args], options: sweepFlags });
  if (values.resume !== undefined) refuseBesideResume(values);
  const earlier = values.resume === undefined ? undefined : await readSweepFile('resume', values.resume);
  const compared = values.compare === undefined ? undefined : await readSweepFile('compare', values.compare);
  const out = splitOut(values.out ?? []);
  const wish = earlier === undefined ? readSweepWish(values) : undefined;
  const target = await agent();
  const plan = earlier?.plan ?? (await planFor(values, wish ?? readSweepWish(values), target, signal));
  const file = new SweepFile(out.result ?? values.resume ?? sweepPath(process.cwd(), nameOf(plan), Date.now()));
  await file.open();
  console.err(announce(plan, file.path));
  const ground = new AgentGround({ target, log: console.err });
  const result = await runSweep(plan, ground, {
    signal,
    onChange: file.keep,
    onProgress: sweepLines(console.err),
    ...(earlier !== undefined && { earlier }),
  });
  if (values.json) console.out(JSON.stringify(sweepObject(result, compared)));
  else sweepText(result, compared).forEach(console.out);
  await file.close();
  await writeReports(result, out.reports, compared);
  return conclude(result, file.path, console.err);
};

async function planFor(
  flags: SweepFlags,
  wish: ReturnType<typeof readSweepWish>,
  target: Target,
  signal: AbortSignal,
): Promise<SweepPlan> {
  const { deviceUuid } = launchOptions({ device: flags.device }, (await target.inventory(signal)).devices);
  const model = await findSweepModel(flags, target, signal);
  try {
    return planSweep({ ...wish, model, ...(deviceUuid !== undefined && { deviceUuid }) });
  } catch (error) {
    throw error instanceof SweepError ? new UsageError(error.message) : error;
  }
}

function nameOf({ steps }: SweepPlan): string {
  const [first] = steps.flatMap(({ members }) => members);
  const last = first?.model
    .replace(/\/+$/, '')
    .split('/')
    .at(-1)
    ?.replace(/\.gguf$/i, '');
  return `sweep-${last ?? ''}`;
}

function announce({ steps, load }: SweepPlan, path: string): string {
  const { warmUpSeconds, seconds = 0 } = load.extent;
  return l10n.t(
    '{0} steps; each number of users that is tried takes {1} s or more. Kept in {2} as it goes; Ctrl-C takes all down and keeps what was measured.',
    steps.length,
    warmUpSeconds + seconds,
    path,
  );
}

function conclude({ state }: SweepResult, path: string, say: (line: string) => void): number {
  if (state === 'cancelled') {
    say(l10n.t('interrupted: nothing is left running. Go on with: gpu-fractions sweep --resume {0}', path));
    return interruptedCode;
  }
  say(l10n.t('kept in {0}', path));
  return state === 'finished' ? 0 : 1;
}
