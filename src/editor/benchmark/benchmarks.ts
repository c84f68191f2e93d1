import * as vscode from 'vscode';
import { isResumable } from '../../load/sweep/resumeSweep.ts';
import { DisposableStore } from '../disposables.ts';
import type { BenchmarkChoices, CompareChoices, CompareSubject, JobArgument, TreeRow } from '../ids.ts';
import { requireTrust } from '../trust.ts';
import { BenchmarkEditor } from './benchmarkEditor.ts';
import { BenchmarkRuns } from './benchmarkRuns.ts';
import { ComparedSweeps } from './comparedSweeps.ts';
import { exportReport } from './exportReport.ts';
import { findBenchmark, openReport, pickBenchmark } from './findBenchmark.ts';
import { findJob } from './findJob.ts';
import type { BenchmarkServices } from './registerBenchmark.ts';
import { taskOf } from './loadTask.ts';
import { runBenchmark } from './runBenchmark.ts';
import { runComparison } from './runComparison.ts';
import { readBenchmark, SavedBenchmarks } from './savedBenchmarks.ts';
import { findSameServer } from './server.ts';
import { startBenchmark } from './startBenchmark.ts';
import { startComparison } from './startComparison.ts';

/** All that measuring needs. */
export interface BenchmarkReach extends BenchmarkServices {
  readonly runs: BenchmarkRuns;
  readonly saved: SavedBenchmarks;
}

/** What the commands do. Each rejects with what the user should read. */
export class Benchmarks implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #reach: BenchmarkReach;
  readonly #compared: ComparedSweeps;
  readonly editor: BenchmarkEditor;

  constructor(services: BenchmarkServices) {
    const runs = this.#store.add(new BenchmarkRuns());
    this.#reach = { ...services, runs, saved: new SavedBenchmarks(services.storage) };
    this.#compared = new ComparedSweeps(services.memento);
    this.editor = this.#store.add(new BenchmarkEditor({ runs, earlierOf: (uri) => this.#compared.read(uri) }));
  }

  /** Answers with the file of the result, once it has ended. */
  async benchmark(subject: JobArgument | TreeRow | undefined, choices: BenchmarkChoices | undefined): Promise<vscode.Uri> {
    requireTrust();
    return await startBenchmark(this.#reach, await findJob(this.#reach, subject), choices);
  }

  /** Answers with the file of the result, once it has ended. */
  async compareFractions(subject: CompareSubject | undefined, choices: CompareChoices | undefined): Promise<vscode.Uri> {
    requireTrust();
    return await startComparison(this.#reach, subject, choices);
  }

  async open(): Promise<void> {
    await openReport(await pickBenchmark(this.#reach.saved, vscode.l10n.t('Open a benchmark')));
  }

  async export(file: vscode.Uri | undefined): Promise<void> {
    const uri = await findBenchmark(this.#reach.saved, file, vscode.l10n.t('Export the report of a benchmark'));
    await exportReport(uri, await this.#compared.read(uri));
  }

  async showJson(file: vscode.Uri | undefined): Promise<void> {
    const uri = await findBenchmark(this.#reach.saved, file, vscode.l10n.t('Show a benchmark as JSON'));
    await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
  }

  async runAgain(file: vscode.Uri | undefined): Promise<void> {
    requireTrust();
    const uri = await findBenchmark(this.#reach.saved, file, vscode.l10n.t('Run a benchmark again'));
    const { result, job, context } = await readBenchmark(uri);
    if (result.schema === 'gpu-fractions.sweep/1') {
      await runComparison(this.#reach, { plan: result.plan, context });
      return;
    }
    await runBenchmark(this.#reach, await findSameServer(this.#reach, result, job), taskOf(result));
  }

  /** Goes on with a comparison that was cancelled or broken off, or of which steps failed; what it measured is kept. */
  async resume(file: vscode.Uri | undefined): Promise<void> {
    requireTrust();
    const uri = await findBenchmark(this.#reach.saved, file, vscode.l10n.t('Resume a comparison of fractions'));
    const { result, context } = await readBenchmark(uri);
    if (result.schema !== 'gpu-fractions.sweep/1' || !isResumable(result)) {
      throw new Error(
        vscode.l10n.t('Only a comparison of fractions with a step that is not measured can be resumed. Run it again.'),
      );
    }
    await runComparison(this.#reach, { plan: result.plan, context, earlier: { uri, result } });
  }

  async compareWith(file: vscode.Uri | undefined): Promise<void> {
    const uri = await findBenchmark(this.#reach.saved, file, vscode.l10n.t('Compare a benchmark'));
    await this.#compared.ask(uri, this.#reach.saved);
    await this.editor.refresh(uri);
  }

  /** Cancels what runs, and resolves when what it launched is taken down. */
  async end(): Promise<void> {
    await this.#reach.runs.end();
  }

  dispose(): void {
    this.#store.dispose();
  }
}
