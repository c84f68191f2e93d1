import * as vscode from 'vscode';
import { compareTexts } from '../../../target/cluster/deploy/comparable.ts';
import type { DryRun } from '../../../target/cluster/deploy/dryRun.ts';
import { DisposableStore } from '../../disposables.ts';
import { deployScheme } from '../../ids.ts';

let shown = 0;

/** The objects of a dry run as they are and as they would be, in the diff editor, until it is disposed. */
export class DiffDocuments implements Disposable {
  readonly #store = new DisposableStore();
  readonly #texts = new Map<string, string>();

  constructor() {
    const provider = { provideTextDocumentContent: (uri: vscode.Uri) => this.#texts.get(uri.toString()) ?? '' };
    this.#store.add(vscode.workspace.registerTextDocumentContentProvider(deployScheme, provider));
  }

  /** One editor with all objects that would be created or changed; nothing where there is none. */
  async show(title: string, results: readonly DryRun[]): Promise<void> {
    shown += 1;
    const resources = results.flatMap(({ planned: { ref }, outcome }) => {
      if (outcome.kind !== 'created' && outcome.kind !== 'changed' && outcome.kind !== 'conflict') {
        return [];
      }
      const { before, after } = compareTexts(outcome.kind === 'created' ? undefined : outcome.before, outcome.after);
      const name = [ref.namespace ?? '-', ref.type.kind, `${ref.name}.yaml`].join('/');
      const [left, right] = [this.#keep(name, 'before', before), this.#keep(name, 'after', after)];
      return [[right, outcome.kind === 'created' ? undefined : left, right] as const];
    });
    const [only, ...more] = resources;
    if (only !== undefined && more.length === 0) {
      const [right, left] = only;
      const empty = this.#keep('nothing.yaml', 'before', '');
      await vscode.commands.executeCommand('vscode.diff', left ?? empty, right, title, { preserveFocus: true, preview: true });
    } else if (only !== undefined) {
      await vscode.commands.executeCommand('vscode.changes', title, resources);
    }
  }

  /** Of one path, so that an editor does not take the two for a file that got another name. */
  #keep(path: string, side: 'before' | 'after', text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: deployScheme, path: `/${path}`, query: `${side}-${shown}` });
    this.#texts.set(uri.toString(), text);
    return uri;
  }

  /** Closes what it opened. Nobody waits for it: VS Code was seen not to answer, though the tab had gone. */
  close(): void {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(({ input }) => isOurs(input));
    void vscode.window.tabGroups.close(tabs, true);
    this.#texts.clear();
  }

  [Symbol.dispose](): void {
    this.#store.dispose();
  }
}

function isOurs(input: unknown): boolean {
  if (input instanceof vscode.TabInputTextDiff) {
    return input.modified.scheme === deployScheme;
  }
  // The tab of several diffs has no class of its own in the API.
  const diffs = (input as { readonly textDiffs?: readonly unknown[] } | undefined)?.textDiffs ?? [];
  return diffs.some((diff) => diff instanceof vscode.TabInputTextDiff && diff.modified.scheme === deployScheme);
}
