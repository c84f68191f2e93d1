import * as vscode from 'vscode';
import type { JobSource } from '../../target/jobSource.ts';
import type { Target } from '../../target/target.ts';
import type { CheckSettings } from '../checkSettings.ts';
import type { ClusterHub } from '../clusters/clusterHub.ts';
import type { ClusterJobsConnection } from '../clusters/clusterJobsConnection.ts';
import { registerCommand } from '../commands.ts';
import { DisposableStore } from '../disposables.ts';
import { reporting } from '../errors.ts';
import { editorIds } from '../ids.ts';
import type { InventoryStore } from '../inventoryStore.ts';
import type { Benchmarks } from './benchmarks.ts';

export interface BenchmarkServices {
  readonly target: Target;
  /** Of this machine and of clusters. */
  readonly jobs: JobSource;
  readonly clusterJobs: Pick<ClusterJobsConnection, 'forward' | 'watchWorkload'>;
  readonly hub: ClusterHub;
  readonly settings: Pick<CheckSettings, 'read'>;
  readonly inventory: Pick<InventoryStore, 'inventory'>;
  /** Of the workspace: remembers the last choices. */
  readonly memento: vscode.Memento;
  /** Of the extension: where results are kept while no folder is open. */
  readonly storage: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
}

/** The commands that measure, and the editor of their results; what they do is loaded when it is first asked for. */
export class BenchmarkFeature implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #services: BenchmarkServices;
  #loaded: Promise<Benchmarks> | undefined;

  constructor(services: BenchmarkServices) {
    this.#services = services;
    const { log } = services;
    const run = <T>(action: (benchmarks: Benchmarks) => Promise<T>): Promise<T | undefined> =>
      reporting(log, async () => await action(await this.#load()));
    this.#store.add(
      registerCommand('gpuFractions.benchmark', async (subject, _selection, choices) => {
        const start = (benchmarks: Benchmarks) => benchmarks.benchmark(subject, choices);
        return choices === undefined ? await run(start) : await start(await this.#load());
      }),
    );
    this.#store.add(
      registerCommand('gpuFractions.compareFractions', async (subject, _selection, choices) => {
        const start = (benchmarks: Benchmarks) => benchmarks.compareFractions(subject, choices);
        return choices?.fractions === undefined ? await run(start) : await start(await this.#load());
      }),
    );
    this.#store.add(registerCommand('gpuFractions.openBenchmark', () => run((benchmarks) => benchmarks.open())));
    this.#store.add(registerCommand('gpuFractions.exportBenchmark', (file) => run((benchmarks) => benchmarks.export(file))));
    this.#store.add(registerCommand('gpuFractions.showBenchmarkJson', (file) => run((benchmarks) => benchmarks.showJson(file))));
    this.#store.add(registerCommand('gpuFractions.runBenchmarkAgain', (file) => run((benchmarks) => benchmarks.runAgain(file))));
    this.#store.add(registerCommand('gpuFractions.resumeBenchmark', (file) => run((benchmarks) => benchmarks.resume(file))));
    this.#store.add(
      registerCommand('gpuFractions.compareBenchmark', (file) => run((benchmarks) => benchmarks.compareWith(file))),
    );
    this.#store.add(
      vscode.window.registerCustomEditorProvider(
        editorIds.benchmark,
        {
          openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
          resolveCustomEditor: async (document, panel) => (await this.#load()).editor.show(document.uri, panel),
        } satisfies vscode.CustomReadonlyEditorProvider,
        { supportsMultipleEditorsPerDocument: true },
      ),
    );
  }

  #load(): Promise<Benchmarks> {
    this.#loaded ??= import('./benchmarks.ts').then(({ Benchmarks }) => {
      const benchmarks = new Benchmarks(this.#services);
      return this.#store.add(benchmarks);
    });
    return this.#loaded;
  }

  /** Cancels what runs, and resolves when what it launched is taken down. */
  async end(): Promise<void> {
    await (await this.#loaded)?.end();
  }

  dispose(): void {
    this.#store.dispose();
  }
}
