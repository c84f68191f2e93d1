import * as vscode from 'vscode';
import { commandLink } from '../commands.ts';
import type { Row } from './row.ts';
import type { RowElement } from './rowTree.ts';

/** A row as VS Code draws it; its tooltip comes when someone asks. */
export function treeItem({ row }: RowElement): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label, collapsibleState(row));
  item.id = row.id;
  item.description = row.description;
  if (row.icon !== undefined) {
    const { codicon, colour } = row.icon;
    item.iconPath = new vscode.ThemeIcon(codicon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
  }
  item.contextValue = row.words.join(' ');
  item.accessibilityInformation = { label: row.spoken };
  if (row.subject.jobId !== undefined) {
    item.command = commandLink(vscode.l10n.t('Open Panel'), 'gpuFractions.openJobs', row.subject.jobId);
  }
  return item;
}

/** The row in full: what it shows, which may be cut off, and its details with exact figures. */
export function tooltip({ label, description, details }: Row): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown('**').appendText(label.trim()).appendMarkdown('**');
  const facts = details();
  if (facts.length === 0 && description !== '') {
    text.appendMarkdown('  \n').appendText(description);
  }
  for (const { label: fact, value } of facts) {
    text.appendMarkdown('\n\n').appendText(fact).appendMarkdown(':&nbsp;').appendText(value);
  }
  return text;
}

function collapsibleState({ children, isOpenAtFirst }: Row): vscode.TreeItemCollapsibleState {
  if (children.length === 0) {
    return vscode.TreeItemCollapsibleState.None;
  }
  return isOpenAtFirst === true ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}
