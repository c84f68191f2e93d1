import { setImmediate as turn } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { CheckOptions } from '../../manifest/checkOptions.ts';
import { LiveManifest, type CheckedManifest } from '../../manifest/liveManifest.ts';
import { looksLikeManifest } from '../../manifest/looksLikeManifest.ts';
import { DisposableStore } from '../disposables.ts';
import { DocumentModels } from './documentModels.ts';
import { LiveDocument } from './liveDocument.ts';

const delayMs = 200;
const modelsDelayMs = 1000;

/** Real files and unsaved texts; not the old side of a diff. */
export const manifestSelector: vscode.DocumentFilter[] = ['file', 'untitled'].map((scheme) => ({ language: 'yaml', scheme }));

/** A text with what it says; ranges are those of this version. */
export interface ManifestDocument {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly manifest: CheckedManifest;
}

/** Every open YAML document that looks like a manifest, read and checked: the one source of diagnostics, lenses, hovers and edits. */
export class ManifestDocuments implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #live = new Map<string, { readonly text: LiveDocument; readonly models: DocumentModels }>();
  readonly #checked = this.#store.add(new vscode.EventEmitter<ManifestDocument>());
  readonly #forgotten = this.#store.add(new vscode.EventEmitter<vscode.Uri>());

  #options: CheckOptions;

  readonly onDidCheck = this.#checked.event;
  /** The document was closed, or is YAML no longer. */
  readonly onDidForget = this.#forgotten.event;

  constructor(options: CheckOptions) {
    this.#options = options;
    this.#store.add(vscode.workspace.onDidOpenTextDocument((document) => this.#open(document)));
    this.#store.add(vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)));
    this.#store.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) {
          this.#find(document)?.changed();
        }
      }),
    );
    this.#store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#lookAgain()));
    for (const document of vscode.workspace.textDocuments) {
      this.#open(document);
    }
  }

  /** With which all documents are checked. */
  get options(): CheckOptions {
    return this.#options;
  }

  /** Checks all of them anew. */
  setOptions(options: CheckOptions): void {
    if (options !== this.#options) {
      this.#options = options;
      for (const { text } of this.#live.values()) {
        // What was found of its models stays.
        const models = text.last?.manifest?.file.options.models;
        text.recheck(new LiveManifest(models === undefined ? options : { ...options, models }));
      }
    }
  }

  /** Whether it is known to be a manifest, whatever version was checked last. */
  has(document: vscode.TextDocument): boolean {
    return this.#find(document)?.last?.manifest !== undefined;
  }

  /** What was said last, where it still holds for the text as it is now. */
  current(document: vscode.TextDocument): CheckedManifest | undefined {
    const last = this.#find(document)?.last;
    return last?.version === document.version ? last.manifest : undefined;
  }

  /** What the text says that is there when this answers; undefined for what is no manifest, and when the token is cancelled. */
  async whenChecked(document: vscode.TextDocument, token?: vscode.CancellationToken): Promise<CheckedManifest | undefined> {
    const manifest = await this.#find(document)?.whenCurrent();
    return token?.isCancellationRequested === true ? undefined : manifest;
  }

  #find(document: vscode.TextDocument): LiveDocument | undefined {
    return this.#live.get(document.uri.toString())?.text;
  }

  #open(document: vscode.TextDocument): void {
    if (vscode.languages.match(manifestSelector, document) === 0 || this.#find(document) !== undefined) {
      return;
    }
    const models = new DocumentModels({
      delayMs: modelsDelayMs,
      isTrusted: () => vscode.workspace.isTrusted,
      onFound: (found) => text.recheck(new LiveManifest({ ...this.options, models: found })),
    });
    const text = new LiveDocument(document, {
      manifest: new LiveManifest(this.options),
      isManifest: looksLikeManifest,
      delayMs,
      pause: () => turn(),
      onChecked: ({ version, manifest }) => {
        if (manifest !== undefined) {
          this.#checked.fire({ document, version, manifest });
          models.look(manifest);
        }
      },
    });
    this.#live.set(document.uri.toString(), { text, models });
  }

  /** The models of this machine may be looked for now. */
  #lookAgain(): void {
    for (const { text, models } of this.#live.values()) {
      const manifest = text.last?.manifest;
      if (manifest !== undefined) {
        models.look(manifest);
      }
    }
  }

  #forget(document: vscode.TextDocument): void {
    const live = this.#live.get(document.uri.toString());
    if (live !== undefined) {
      live.text.dispose();
      live.models.dispose();
      this.#live.delete(document.uri.toString());
      this.#forgotten.fire(document.uri);
    }
  }

  dispose(): void {
    this.#store.dispose();
    for (const { text, models } of this.#live.values()) {
      text.dispose();
      models.dispose();
    }
    this.#live.clear();
  }
}
