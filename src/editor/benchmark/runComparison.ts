import * as vscode from 'vscode';
import { runSweep } from '../../load/sweep/runSweep.ts';
import type { SweepPlan } from '../../load/sweep/sweepPlan.ts';
import type { SweepResult } from '../../load/sweep/sweepResult.ts';
import { announceResult } from './announceResult.ts';
import type { BenchmarkedContext } from './benchmarkFile.ts';
import type { BenchmarkReach } from './benchmarks.ts';
import { openReport } from './findBenchmark.ts';
import { shortModel } from './headline.ts';
import { loadTools } from './loadTools.ts';
import { ResultKeeper } from './resultKeeper.ts';
import { openGround } from './sweepGrounds.ts';
import { describeSweep } from './sweepText.ts';

export interface ComparisonOrder {
  readonly plan: SweepPlan;
  /** Absent: this machine. */
  readonly context?: BenchmarkedContext | undefined;
  /** A sweep to go on with, in its file. */
  readonly earlier?: { readonly uri: vscode.Uri; readonly result: SweepResult };
}

/** Compares fractions in the background, in a document that is open from the start. Answers with its file when it has ended, finished or cancelled. */
export async function runComparison(reach: BenchmarkReach, { plan, context, earlier }: ComparisonOrder): Promise<vscode.Uri> {
  const { runs, saved } = reach;
  const name = nameOf(plan);
  // one of another place, such as of Git's history, is gone on with in a file of its own
  const uri = earlier?.uri.scheme === 'file' ? earlier.uri : await saved.newFile(`${name}-fractions`, Date.now());
  using opened = await openGround(reach, context);
  const { ground, isSimulated } = opened;
  const title = isSimulated ? vscode.l10n.t('Fractions of {0} (simulated)', name) : vscode.l10n.t('Fractions of {0}', name);
  const end = await runs.run(uri, title, async ({ signal, say }) => {
    let isOpen = false;
    const keeper = new ResultKeeper(async (result) => {
      await saved.write(uri, { result, ...(context !== undefined && { context }) });
      runs.touch(uri);
      if (!isOpen) {
        isOpen = true;
        await openReport(uri);
      }
    });
    let latest: Pick<SweepResult, 'underWay'> = {};
    const result = await runSweep(plan, ground, {
      runLoad: loadTools.runLoad,
      signal: AbortSignal.any([signal, keeper.failed]),
      onChange: (result) => {
        latest = result;
        keeper.keep(result);
      },
      onProgress: (progress) => say(describeSweep(progress, latest)),
      ...(earlier !== undefined && { earlier: earlier.result }),
    });
    await keeper.kept();
    return result;
  });
  if (end.state !== 'cancelled') {
    await announceResult(uri, vscode.l10n.t('Fractions of {0}', name));
  }
  saved.tellPlace(uri);
  return uri;
}

/** Of the models that are compared. */
function nameOf({ steps }: SweepPlan): string {
  const models = steps.flatMap(({ members }) => members.map(({ model }) => shortModel(model)));
  return [...new Set(models)].join(', ');
}
