import * as vscode from 'vscode';
import { whyScheme } from '../../ids.ts';

/** Explanations as read-only Markdown documents, kept as long as the window lives. */
export class WhyDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(whyScheme, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? vscode.l10n.t('This explanation is gone. Ask for it again from the tree.');
  }

  /** Shows an explanation; a second one of the same workload replaces the first. */
  async show(contextId: string, workload: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: whyScheme, path: `/${contextId}/${workload}.md` });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
