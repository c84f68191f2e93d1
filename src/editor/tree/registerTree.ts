import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { setContextKey } from '../commands.ts';
import { DisposableStore } from '../disposables.ts';
import { errorText } from '../errorText.ts';
import { viewIds } from '../ids.ts';
import type { InventoryStore } from '../inventoryStore.ts';
import { registerClusterTree, type ClusterTreeServices } from './cluster/clusterTreeCommands.ts';
import type { RowElement } from './rowTree.ts';
import { TargetsTree } from './targetsTree.ts';
import { registerTreeCommands, type TreeCommandServices } from './treeCommands.ts';
import type { TreeSource } from './treeSource.ts';
import { treeStateOf } from './treeState.ts';

export interface TreeServices extends TreeCommandServices, Pick<ClusterTreeServices, 'hub' | 'preferences'> {
  readonly inventory: InventoryStore;
  /** One a target; the first is this machine. */
  readonly sources: readonly TreeSource[];
}

/** The view "GPU Fractions". Opening it is the user's wish to see: it reaches the targets then, where the workspace is trusted. */
export function registerTree(services: TreeServices): vscode.Disposable {
  const { inventory, sources } = services;
  const store = new DisposableStore();
  const tree = store.add(new TargetsTree(sources));
  const view = store.add(vscode.window.createTreeView<RowElement>(viewIds.targets, { treeDataProvider: tree }));
  const looking = store.add(new Looking(sources));
  const connect = async (): Promise<void> => {
    if (vscode.workspace.isTrusted) {
      await vscode.window.withProgress({ location: { viewId: viewIds.targets } }, async () => {
        await Promise.all(sources.map((source) => source.connect()));
      });
    }
  };
  const follow = (): void => {
    tree.setVisible(view.visible);
    looking.set(view.visible && vscode.workspace.isTrusted);
    if (view.visible) {
      void connect();
    }
  };
  const say = (): void => {
    const { state } = inventory;
    void setContextKey('gpuFractions.treeState', treeStateOf(state));
    // With exact optional properties only deleting is "none"; VS Code takes an empty text for it.
    const message = state.kind === 'failed' && treeStateOf(state) === 'failed' ? errorText(state.error) : '';
    if ((view.message ?? '') !== message) {
      view.message = message;
    }
  };
  store.add(view.onDidChangeVisibility(follow));
  store.add(view.onDidCollapseElement(({ element }) => tree.setOpen(element, false)));
  store.add(vscode.workspace.onDidGrantWorkspaceTrust(follow));
  store.add(inventory.onDidChange(say));
  const reveal = async (rowId: string): Promise<void> => {
    const element = tree.find(rowId);
    if (element !== undefined) {
      await view.reveal(element, { select: true, focus: true, expand: true });
    }
  };
  const rows = () => sources.flatMap((source) => source.rows());
  store.add(registerClusterTree({ ...services, rows, reveal }));
  store.add(registerTreeCommands({ ...services, connect, selected: () => selectedRow(view) }));
  say();
  follow();
  return store;
}

/** While VS Code draws a row anew it knows none of those below it, until it has read them again, which may take a busy window a while. */
async function selectedRow(view: vscode.TreeView<RowElement>): Promise<RowElement | undefined> {
  for (let attempt = 0; attempt < 40 && view.selection.length === 0; attempt++) {
    await delay(50);
  }
  return view.selection[0];
}

/** Looks at all targets, or at none. */
class Looking implements vscode.Disposable {
  readonly #sources: readonly TreeSource[];
  #store: DisposableStore | undefined;

  constructor(sources: readonly TreeSource[]) {
    this.#sources = sources;
  }

  set(isLooking: boolean): void {
    if (!isLooking) {
      this.dispose();
    } else if (this.#store === undefined) {
      const store = new DisposableStore();
      this.#sources.forEach((source) => store.add(source.look()));
      this.#store = store;
    }
  }

  dispose(): void {
    this.#store?.dispose();
    this.#store = undefined;
  }
}
