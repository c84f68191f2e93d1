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
    // Without arguments: VS Code forgets those of a row while it draws it anew, which is each second, and a key pressed then is lost.
    item.command = commandLink(vscode.l10n.t('Open panel'), 'gpuFractions.openSelectedJob');
  }
  return item;
}

/** The row in full: what it shows, which may be cut off, and its details with exact figures. */
export function tooltip({ label, description, details }: Row): vscode.MarkdownString {
  const facts = details();
  const lines = facts.length === 0 ? [description] : facts.map((fact) => `${fact.label}: ${fact.value}`);
  return new vscode.MarkdownString([`**${escapeMarkdown(label.trim())}**`, ...lines.map(escapeMarkdown)].join('\n\n'));
}

/** Names and paths are text. `appendText` would bind all words into one, which then breaks anywhere. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+\-!~<>|&$]/g, String.raw`\$&`).replaceAll(/\s*\n\s*/g, ' ');
}

function collapsibleState({ children, isOpenAtFirst }: Row): vscode.TreeItemCollapsibleState {
  if (children.length === 0) {
    return vscode.TreeItemCollapsibleState.None;
  }
  return isOpenAtFirst === true ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}
