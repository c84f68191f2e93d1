import * as vscode from 'vscode';
import type { CheckOptions } from '../../manifest/checkOptions.ts';
import type { Finding } from '../../manifest/finding.ts';
import type { CheckedManifest } from '../../manifest/liveManifest.ts';
import { commandLink } from '../commands.ts';
import { changedPart, fixAll, isPreferred } from './fixAll.ts';
import { manifestSelector, type ManifestDocuments } from './manifestDocuments.ts';
import { problemSource } from './problems.ts';
import { toRange, toWorkspaceEdit } from './textEdits.ts';

const fixAllKind = vscode.CodeActionKind.SourceFixAll.append('gpuFractions');

/** A fix of the whole file; its edit is worked out once it is chosen. */
class FixAllAction extends vscode.CodeAction {
  readonly document: vscode.TextDocument;

  constructor(kind: vscode.CodeActionKind, document: vscode.TextDocument) {
    super(vscode.l10n.t('Fix all GPU Fractions problems'), kind);
    this.document = document;
  }
}

/** Offers the cures of findings, one for the whole file, and the page of the rule. */
export function offerFixes(documents: ManifestDocuments): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(manifestSelector, new FixProvider(documents), {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAllKind],
  });
}

class FixProvider implements vscode.CodeActionProvider {
  readonly #documents: ManifestDocuments;

  constructor(documents: ManifestDocuments) {
    this.#documents = documents;
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeAction[]> {
    const manifest = await this.#documents.whenChecked(document, token);
    if (manifest === undefined) {
      return [];
    }
    const fixable = manifest.findings.filter(isPreferred).length;
    const wants = (kind: vscode.CodeActionKind): boolean => context.only?.contains(kind) ?? true;
    const found = wants(vscode.CodeActionKind.QuickFix) ? findingsAt(manifest, range) : [];
    return [
      ...found.flatMap((finding) => fixesOf(finding, document, context)),
      ...(found.length > 0 && fixable > 1 ? [new FixAllAction(vscode.CodeActionKind.QuickFix, document)] : []),
      ...found.map((finding) => explain(finding)),
      ...(context.only !== undefined && fixable > 0 && wants(fixAllKind) ? [new FixAllAction(fixAllKind, document)] : []),
    ];
  }

  resolveCodeAction(action: vscode.CodeAction): vscode.CodeAction {
    if (action instanceof FixAllAction) {
      action.edit = fixAllEdit(action.document, this.#documents.options);
    }
    return action;
  }
}

/** Replaces from the first change to the last. */
function fixAllEdit(document: vscode.TextDocument, options: CheckOptions): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  const text = document.getText();
  const change = changedPart(text, fixAll(text, options));
  if (change !== undefined) {
    const range = new vscode.Range(document.positionAt(change.start), document.positionAt(change.end));
    edit.replace(document.uri, range, change.text);
  }
  return edit;
}

function findingsAt({ findings }: CheckedManifest, range: vscode.Range): readonly Finding[] {
  return findings.filter((finding) => toRange(finding.range).intersection(range) !== undefined);
}

function fixesOf(
  finding: Finding,
  document: vscode.TextDocument,
  { diagnostics }: vscode.CodeActionContext,
): readonly vscode.CodeAction[] {
  const range = toRange(finding.range);
  const shown = diagnostics.filter(({ source, range: place }) => source === problemSource && place.isEqual(range));
  return finding.fixes.map(({ title, edits }) => {
    const named = title.startsWith('"') ? vscode.l10n.t('Use {0}', title) : title;
    const action = new vscode.CodeAction(named, vscode.CodeActionKind.QuickFix);
    action.edit = toWorkspaceEdit(document.uri, edits);
    action.isPreferred = isPreferred(finding);
    action.diagnostics = shown.filter(({ message }) => message === finding.message);
    return action;
  });
}

function explain({ rule }: Finding): vscode.CodeAction {
  const title = vscode.l10n.t('Explain {0}', rule);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = commandLink(title, 'gpuFractions.explainRule', rule);
  return action;
}
