import * as vscode from 'vscode';
import type { SweepResult } from '../../load/sweep/sweepResult.ts';
import { CancelledError } from '../errors.ts';
import { parseBenchmark } from './benchmarkFile.ts';
import { benchmarkItem } from './findBenchmark.ts';
import { readText, type SavedBenchmarks } from './savedBenchmarks.ts';

const prefix = 'gpuFractions.comparedWith/';

/** Which earlier sweeps each sweep is compared with, remembered for the workspace. */
export class ComparedSweeps {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  /** Those that can still be read. */
  async read(uri: vscode.Uri): Promise<readonly SweepResult[]> {
    const sweeps = await Promise.all(this.#chosen(uri).map((each) => readSweep(vscode.Uri.parse(each))));
    return sweeps.flatMap((sweep) => sweep ?? []);
  }

  /** Lets the user choose among the saved ones; none is a choice too. Rejects where there is no other. */
  async ask(uri: vscode.Uri, saved: SavedBenchmarks): Promise<void> {
    if ((await readSweep(uri)) === undefined) {
      throw new Error(vscode.l10n.t('Only what Compare Fractions… has measured can be compared with an earlier one.'));
    }
    const others = (await saved.list()).filter(
      (each) => each.uri.toString() !== uri.toString() && each.file.result.schema === 'gpu-fractions.sweep/1',
    );
    if (others.length === 0) {
      throw new Error(vscode.l10n.t('There is no other comparison of fractions yet. Run it again, and both can be compared.'));
    }
    const chosen = this.#chosen(uri);
    const items = others.map((each) => ({ ...benchmarkItem(each), picked: chosen.includes(each.uri.toString()) }));
    const placeHolder = vscode.l10n.t('Which earlier ones? None: no comparison');
    const options = { canPickMany: true, matchOnDescription: true, matchOnDetail: true, placeHolder } as const;
    const picked = await vscode.window.showQuickPick(items, { ...options, title: vscode.l10n.t('Compare with') });
    if (picked === undefined) {
      throw new CancelledError();
    }
    const uris = picked.map(({ saved: { uri: other } }) => other.toString());
    await this.#memento.update(keyOf(uri), uris.length === 0 ? undefined : uris);
  }

  #chosen(uri: vscode.Uri): readonly string[] {
    const stored = this.#memento.get<unknown>(keyOf(uri));
    return Array.isArray(stored) ? stored.filter((each) => typeof each === 'string') : [];
  }
}

function keyOf(uri: vscode.Uri): string {
  return `${prefix}${uri.toString()}`;
}

async function readSweep(uri: vscode.Uri): Promise<SweepResult | undefined> {
  const read = parseBenchmark(await readText(uri).catch(() => ''));
  return read.kind === 'value' && read.value.result.schema === 'gpu-fractions.sweep/1' ? read.value.result : undefined;
}
