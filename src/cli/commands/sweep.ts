import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { planSweep, type SweepWish } from '../../load/sweep/planSweep.ts';
import { runSweep } from '../../load/sweep/runSweep.ts';
import { SweepError } from '../../load/sweep/sweepError.ts';
import type { SweepPlan } from '../../load/sweep/sweepPlan.ts';
import { readSweepFile, SweepFile, sweepPath } from '../bench/sweepFile.ts';
import { readSweepWish, refuseBesideResume, sweepFlags } from '../bench/sweepFlags.ts';
import { sweepLines } from '../bench/sweepLines.ts';
import { openPlace } from '../bench/sweepPlace.ts';
import { splitOut, writeReports } from '../bench/sweepReports.ts';
import { sweepObject, sweepText } from '../bench/sweepText.ts';
import type { Command } from '../main.ts';
import { UsageError } from '../usage.ts';

const interruptedCode = 130;

/** Measures what fractions of a GPU are worth for a model: slice after slice, alone and among loaded neighbours. */
export const sweep: Command = async (args, context) => {
  const { console, signal } = context;
  const { values } = parseArgs({ args: [...args], options: sweepFlags });
  if (values.resume !== undefined) refuseBesideResume(values);
  const earlier = values.resume === undefined ? undefined : await readSweepFile('resume', values.resume);
  const compared = values.compare === undefined ? undefined : await readSweepFile('compare', values.compare);
  const out = splitOut(values.out ?? []);
  const wish = readSweepWish(values);
  using place = await openPlace(values, context);
  const plan = earlier?.plan ?? makePlan({ ...wish, ...(await place.readModels()) });
  const file = new SweepFile(out.result ?? values.resume ?? sweepPath(process.cwd(), nameOf(plan), Date.now()));
  await file.open();
  console.err(announce(plan, file.path));
  const result = await runSweep(plan, place.ground, {
    signal,
    onChange: file.keep,
    onProgress: sweepLines(console.err),
    ...(earlier !== undefined && { earlier }),
  });
  if (values.json) console.out(JSON.stringify(sweepObject(result, compared)));
  else sweepText(result, compared).forEach(console.out);
  await file.close();
  await writeReports(result, out.reports, compared);
  const where = values.context === undefined ? file.path : `${file.path} --context ${values.context}`;
  if (result.state === 'cancelled') {
    console.err(l10n.t('interrupted: nothing is left running. Go on with: gpu-fractions sweep --resume {0}', where));
    return interruptedCode;
  }
  console.err(l10n.t('kept in {0}', file.path));
  return result.state === 'finished' ? 0 : 1;
};

function makePlan(wish: SweepWish): SweepPlan {
  try {
    return planSweep(wish);
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
