import * as vscode from 'vscode';
import { runSweep } from '../../load/sweep/runSweep.ts';
import type { SweepPlan } from '../../load/sweep/sweepPlan.ts';
import type { SweepResult } from '../../load/sweep/sweepResult.ts';
import { AgentGround } from '../../target/benchmark/agentGround.ts';
import { readManifestText } from '../deploy/manifestText.ts';
import type { BenchmarkReach } from './benchmarks.ts';
import { openReport } from './findBenchmark.ts';
import { shortModel } from './headline.ts';
import { loadTools } from './loadTools.ts';
import { ResultKeeper } from './resultKeeper.ts';
import { describeSweep } from './sweepText.ts';

/** A sweep to go on with, in its file. */
export interface EarlierSweep {
  readonly uri: vscode.Uri;
  readonly result: SweepResult;
}

/** Compares fractions in the background, in a document that is open from the start. Answers with its file when it has ended, finished or cancelled. */
export async function runComparison(reach: BenchmarkReach, plan: SweepPlan, earlier?: EarlierSweep): Promise<vscode.Uri> {
  const { runs, saved, target, log } = reach;
  const name = nameOf(plan);
  const uri = earlier?.uri ?? (await saved.newFile(`${name}-fractions`, Date.now()));
  const { source } = await target.inventory();
  const title =
    source === 'simulated' ? vscode.l10n.t('Fractions of {0} (simulated)', name) : vscode.l10n.t('Fractions of {0}', name);
  await runs.run(uri, title, async ({ signal, say }) => {
    let isOpen = false;
    const keeper = new ResultKeeper(async (result) => {
      await saved.write(uri, { result });
      runs.touch(uri);
      if (!isOpen) {
        isOpen = true;
        await openReport(uri);
      }
    });
    const ground = new AgentGround({
      target,
      readManifest: async (path) => (await readManifestText(vscode.Uri.file(path))).text,
      log: (line) => log.info(line),
    });
    let latest: Pick<SweepResult, 'underWay'> = {};
    await runSweep(plan, ground, {
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
  });
  saved.tellPlace(uri);
  return uri;
}

/** Of the models that are compared. */
function nameOf({ steps }: SweepPlan): string {
  const models = steps.flatMap(({ members }) => members.map(({ model }) => shortModel(model)));
  return [...new Set(models)].join(', ');
}
