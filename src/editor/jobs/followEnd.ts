import * as vscode from 'vscode';

/** Keeps the end of growing documents of a scheme in view, in editors that show it already. */
export function followEnd(scheme: string): vscode.Disposable {
  return vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (document.uri.scheme !== scheme) {
      return;
    }
    const firstChanged = Math.min(...contentChanges.map(({ range }) => range.start.line));
    for (const editor of vscode.window.visibleTextEditors) {
      const lastShown = editor.visibleRanges.at(-1)?.end.line;
      if (editor.document === document && lastShown !== undefined && lastShown >= firstChanged - 1) {
        const end = document.lineAt(document.lineCount - 1).range.end;
        editor.revealRange(new vscode.Range(end, end));
      }
    }
  });
}
