import * as vscode from 'vscode';
import { DisposableStore } from '../disposables.ts';

const namespacesKey = 'clusters.namespaces';
const pinsKey = 'clusters.pins';

/** What the user wants to see of clusters: namespaces, pins. Kept for the workspace, or for all windows without one. */
export class ClusterPreferences implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<void>());
  readonly #memento: vscode.Memento;

  readonly onDidChange = this.#changed.event;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  /** Namespaces of a context that are shown; none is all. */
  namespacesOf(contextId: string): readonly string[] {
    return this.#memento.get<Record<string, readonly string[]>>(namespacesKey, {})[contextId] ?? [];
  }

  async setNamespaces(contextId: string, namespaces: readonly string[]): Promise<void> {
    const all = this.#memento.get<Record<string, readonly string[]>>(namespacesKey, {});
    await this.#memento.update(namespacesKey, { ...all, [contextId]: namespaces });
    this.#changed.fire();
  }

  /** Ids of the rows that stand on top of their context, or of all contexts. */
  get pins(): ReadonlySet<string> {
    return new Set(this.#memento.get<readonly string[]>(pinsKey, []));
  }

  async setPinned(rowId: string, isPinned: boolean): Promise<void> {
    const { pins } = this;
    const others = [...pins].filter((id) => id !== rowId);
    await this.#memento.update(pinsKey, isPinned ? [...others, rowId] : others);
    this.#changed.fire();
  }

  dispose(): void {
    this.#store.dispose();
  }
}
