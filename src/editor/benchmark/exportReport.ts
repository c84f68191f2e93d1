import * as vscode from 'vscode';
import { renderReport } from '../../load/report/renderReport.ts';
import { toCsv } from '../../load/report/toCsv.ts';
import { toMarkdown } from '../../load/report/toMarkdown.ts';
import type { SweepResult } from '../../load/sweep/sweepResult.ts';
import { CancelledError } from '../errors.ts';
import { benchmarkSuffix, type BenchmarkResult } from './benchmarkFile.ts';
import { readBenchmark } from './savedBenchmarks.ts';

/** A kind of file that a report can be written as. */
interface Format extends vscode.QuickPickItem {
  readonly extension: string;
  readonly render: (result: BenchmarkResult, earlier: readonly SweepResult[]) => string;
}

function formats(): readonly Format[] {
  const locale = vscode.env.language;
  return [
    {
      label: 'HTML',
      description: vscode.l10n.t('a page with charts that needs nothing else'),
      extension: 'html',
      render: (result, earlier) => renderReport(result, { locale, earlier }),
    },
    {
      label: 'Markdown',
      description: vscode.l10n.t('tables for a pull request'),
      extension: 'md',
      render: (result) => toMarkdown(result, { locale }),
    },
    {
      label: 'CSV',
      description: vscode.l10n.t('figures that are not rounded, for a spreadsheet'),
      extension: 'csv',
      render: (result) => toCsv(result),
    },
  ];
}

/** Writes the report of a file into one that the user names, as HTML, Markdown or CSV. Rejects when the user gives up. */
export async function exportReport(uri: vscode.Uri, earlier: readonly SweepResult[]): Promise<void> {
  const { result } = await readBenchmark(uri);
  const title = vscode.l10n.t('Export the report');
  const format = await vscode.window.showQuickPick(formats(), { title, placeHolder: vscode.l10n.t('As what?') });
  if (format === undefined) {
    throw new CancelledError();
  }
  const { extension, label, render } = format;
  const path = uri.path.endsWith(benchmarkSuffix) ? uri.path.slice(0, -benchmarkSuffix.length) : uri.path;
  const file = await vscode.window.showSaveDialog({
    title,
    defaultUri: uri.with({ path: `${path}.${extension}` }),
    filters: { [label]: [extension] },
  });
  if (file === undefined) {
    throw new CancelledError();
  }
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(render(result, earlier)));
  const open = vscode.l10n.t('Open');
  const name = vscode.workspace.asRelativePath(file);
  void vscode.window.showInformationMessage(vscode.l10n.t('Exported {0}', name), open).then(async (choice) => {
    if (choice === open) {
      await (extension === 'html' ? vscode.env.openExternal(file) : vscode.window.showTextDocument(file));
    }
  });
}
