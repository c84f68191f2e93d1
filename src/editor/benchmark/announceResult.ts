import * as vscode from 'vscode';
import { editorIds } from '../ids.ts';
import { openReport } from './findBenchmark.ts';
import { headlineOf } from './headline.ts';
import { readBenchmark } from './savedBenchmarks.ts';

/** Says what a benchmark that has ended shows, unless its report is in sight. Does not wait for the user. */
export async function announceResult(uri: vscode.Uri, title: string): Promise<void> {
  if (isInSight(uri)) {
    return;
  }
  const { result } = await readBenchmark(uri);
  const show = vscode.l10n.t('Show Report');
  const text = vscode.l10n.t('{0}: {1}', title, headlineOf(result));
  void vscode.window.showInformationMessage(text, show).then(async (choice) => {
    if (choice === show) {
      await openReport(uri);
    }
  });
}

function isInSight(uri: vscode.Uri): boolean {
  return vscode.window.tabGroups.all.some(({ activeTab }) => {
    const input = activeTab?.input;
    return (
      input instanceof vscode.TabInputCustom && input.viewType === editorIds.benchmark && input.uri.toString() === uri.toString()
    );
  });
}
