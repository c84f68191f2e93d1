import * as vscode from 'vscode';
import { DisposableStore } from '../disposables.ts';
import { RowTree, type RowElement } from './rowTree.ts';
import { tooltip, treeItem } from './treeItems.ts';
import type { TreeSource } from './treeSource.ts';

/** The rows of all targets for VS Code: every answer comes at once, from what the targets have told. */
export class TargetsTree implements vscode.TreeDataProvider<RowElement>, vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<RowElement | undefined>());
  readonly #rows: RowTree;
  readonly #sources: readonly TreeSource[];

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(sources: readonly TreeSource[]) {
    this.#sources = sources;
    this.#rows = new RowTree(sources, (element) => this.#changed.fire(element));
    this.#store.use(this.#rows);
  }

  setVisible(isVisible: boolean): void {
    this.#rows.setVisible(isVisible);
  }

  getTreeItem(element: RowElement): vscode.TreeItem {
    return treeItem(element);
  }

  /** VS Code asks for the children of rows that are open alone. */
  getChildren(element?: RowElement): RowElement[] {
    if (element !== undefined) {
      this.setOpen(element, true);
    }
    return [...(element === undefined ? this.#rows.roots : element.children)];
  }

  setOpen({ row: { id } }: RowElement, isOpen: boolean): void {
    this.#sources.forEach((source) => source.setOpen?.(id, isOpen));
  }

  /** The element of a row by its id, where it is there now. */
  find(id: string): RowElement | undefined {
    return this.#rows.find(id);
  }

  getParent(element: RowElement): RowElement | undefined {
    return element.parent;
  }

  resolveTreeItem(item: vscode.TreeItem, element: RowElement): vscode.TreeItem {
    item.tooltip = tooltip(element.row);
    this.#rows.tooltipShown(element);
    return item;
  }

  dispose(): void {
    this.#store.dispose();
  }
}
