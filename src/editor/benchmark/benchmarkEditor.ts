import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { problem, type Parsed } from '../../gpu/parsed.ts';
import type { SweepResult } from '../../load/sweep/sweepResult.ts';
import { setContextKey } from '../commands.ts';
import { DisposableStore } from '../disposables.ts';
import { errorText } from '../errorText.ts';
import { parseBenchmark, stateOf, type BenchmarkFile } from './benchmarkFile.ts';
import { benchmarkPage, pageCommands } from './benchmarkPage.ts';
import type { BenchmarkRuns } from './benchmarkRuns.ts';
import { readText } from './savedBenchmarks.ts';

export interface BenchmarkEditorServices {
  readonly runs: BenchmarkRuns;
  /** The sweeps that one is compared with; read anew for each page. */
  readonly earlierOf: (uri: vscode.Uri) => Promise<readonly SweepResult[]>;
}

/** At most so often a page is drawn anew while its benchmark runs. */
const drawEveryMs = 1000;

/** Shows one file of a benchmark in one editor, and follows it. */
class BenchmarkView implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #uri: vscode.Uri;
  readonly #panel: vscode.WebviewPanel;
  readonly #services: BenchmarkEditorServices;
  #read: Parsed<BenchmarkFile> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #drawn = '';

  constructor(uri: vscode.Uri, panel: vscode.WebviewPanel, services: BenchmarkEditorServices) {
    this.#uri = uri;
    this.#panel = panel;
    this.#services = services;
    panel.webview.options = { enableScripts: false, localResourceRoots: [], enableCommandUris: pageCommands };
    const folder = vscode.Uri.joinPath(uri, '..');
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const watcher = this.#store.add(
      vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, name.replaceAll(/[[\]{}*?]/g, '?'))),
    );
    const follow = (): void => this.#drawSoon();
    this.#store.add(watcher.onDidCreate(follow));
    this.#store.add(watcher.onDidChange(follow));
    this.#store.add(watcher.onDidDelete(follow));
    this.#store.add(services.runs.onDidChange((changed) => changed.toString() === uri.toString() && follow()));
    this.#store.add(panel.onDidChangeViewState(() => void this.#tellContext()));
    this.#store.add({ dispose: () => clearTimeout(this.#timer) });
  }

  get uri(): vscode.Uri {
    return this.#uri;
  }

  /** Reads the file and draws it; of what cannot be read it shows why. */
  async draw(): Promise<void> {
    const { runs, earlierOf } = this.#services;
    const [read, earlier] = await Promise.all([this.#readFile(), earlierOf(this.#uri)]);
    if (this.#store.isDisposed) {
      return;
    }
    this.#read = read;
    const fileName = this.#uri.path.slice(this.#uri.path.lastIndexOf('/') + 1);
    const line = runs.lineOf(this.#uri);
    const key = JSON.stringify([read, earlier, line]);
    if (key !== this.#drawn) {
      this.#drawn = key;
      const nonce = randomBytes(24).toString('base64url');
      this.#panel.webview.html = benchmarkPage(read, { nonce, locale: vscode.env.language, fileName, line, earlier });
    }
    await this.#tellContext();
  }

  #drawSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.draw();
    }, drawEveryMs);
  }

  async #readFile(): Promise<Parsed<BenchmarkFile>> {
    try {
      return parseBenchmark(await readText(this.#uri));
    } catch (error) {
      return problem(vscode.l10n.t('It cannot be read: {0}', errorText(error)));
    }
  }

  /** What the actions in the title are about. */
  async #tellContext(): Promise<void> {
    if (!this.#panel.active || this.#read === undefined) {
      return;
    }
    const file = this.#read.kind === 'value' ? this.#read.value : undefined;
    await Promise.all([
      setContextKey(
        'gpuFractions.activeBenchmark',
        file === undefined ? 'broken' : stateOf(file, this.#services.runs.isRunning(this.#uri)),
      ),
      setContextKey('gpuFractions.activeBenchmarkIsSweep', file?.result.schema === 'gpu-fractions.sweep/1'),
    ]);
  }

  dispose(): void {
    this.#store.dispose();
  }
}

/** The views of `.gpubench.json` files. */
export class BenchmarkEditor implements vscode.Disposable {
  readonly #services: BenchmarkEditorServices;
  readonly #views = new Set<BenchmarkView>();

  constructor(services: BenchmarkEditorServices) {
    this.#services = services;
  }

  /** Shows a file in a panel, and follows it until the panel is closed. */
  async show(uri: vscode.Uri, panel: vscode.WebviewPanel): Promise<void> {
    const view = new BenchmarkView(uri, panel, this.#services);
    this.#views.add(view);
    panel.onDidDispose(() => {
      this.#views.delete(view);
      view.dispose();
    });
    await view.draw();
  }

  /** Draws a file anew wherever it is open. */
  async refresh(uri: vscode.Uri): Promise<void> {
    await Promise.all([...this.#views].filter((view) => view.uri.toString() === uri.toString()).map((view) => view.draw()));
  }

  dispose(): void {
    this.#views.forEach((view) => view.dispose());
    this.#views.clear();
  }
}
