import * as vscode from 'vscode';
import { CancelledError } from '../errors.ts';
import { editorIds } from '../ids.ts';
import { headlineOf, subjectOf } from './headline.ts';
import type { SavedBenchmark, SavedBenchmarks } from './savedBenchmarks.ts';

/** The file that a command is about: the one that it was handed, else the one that is shown, else the user picks. */
export async function findBenchmark(saved: SavedBenchmarks, file: unknown, title: string): Promise<vscode.Uri> {
  return file instanceof vscode.Uri ? file : (shownBenchmark() ?? (await pickBenchmark(saved, title)));
}

function shownBenchmark(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && input.viewType === editorIds.benchmark ? input.uri : undefined;
}

/** Rejects where there is none, or the user gives up. */
export async function pickBenchmark(saved: SavedBenchmarks, title: string): Promise<vscode.Uri> {
  const all = await saved.list();
  if (all.length === 0) {
    throw new Error(vscode.l10n.t('No benchmark was saved yet. Run one: Benchmark This Fraction… or Compare Fractions…'));
  }
  const options = { title, placeHolder: vscode.l10n.t('Which benchmark?'), matchOnDescription: true, matchOnDetail: true };
  const picked = await vscode.window.showQuickPick(all.map(benchmarkItem), options);
  if (picked === undefined) {
    throw new CancelledError();
  }
  return picked.saved.uri;
}

/** `chat-half`, when and where, and the figures that count most. */
export function benchmarkItem(saved: SavedBenchmark): vscode.QuickPickItem & { readonly saved: SavedBenchmark } {
  const { result, job } = saved.file;
  const time = new Intl.DateTimeFormat(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
  return {
    label: subjectOf(result, job?.name),
    description: [time.format(result.startedAt), ...(result.ranOn ? [result.ranOn] : [])].join(' · '),
    detail: headlineOf(result),
    saved,
  };
}

/** Opens or reveals the report of a file. */
export async function openReport(uri: vscode.Uri, options: vscode.TextDocumentShowOptions = {}): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', uri, editorIds.benchmark, { preview: false, ...options });
}
