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

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(sources: readonly TreeSource[]) {
    this.#rows = new RowTree(sources, (element) => this.#changed.fire(element));
    this.#store.use(this.#rows);
  }

  setVisible(isVisible: boolean): void {
    this.#rows.setVisible(isVisible);
  }

  getTreeItem(element: RowElement): vscode.TreeItem {
    return treeItem(element);
  }

  getChildren(element?: RowElement): RowElement[] {
    return [...(element === undefined ? this.#rows.roots : element.children)];
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
