import * as vscode from 'vscode';
import { clusterScheme } from '../../ids.ts';

/** Descriptions and objects of clusters as read-only documents, kept as long as the window lives. */
export class ClusterDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(clusterScheme, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? vscode.l10n.t('This text is gone. Ask for it again from the tree.');
  }

  /** Keeps a text under a path, in place of an earlier one; the name of its file says the language. */
  keep(path: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: clusterScheme, path: `/${path}` });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    return uri;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
