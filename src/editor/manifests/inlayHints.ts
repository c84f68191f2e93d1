import * as vscode from 'vscode';
import { readSetting } from '../commands.ts';
import { DisposableStore } from '../disposables.ts';
import type { InventoryStore } from '../inventoryStore.ts';
import { sizeHints } from './hintTexts.ts';
import { manifestSelector, type ManifestDocuments } from './manifestDocuments.ts';
import { modelsInReach } from './modelsInReach.ts';

/** Shows behind each value that asks for a part of a GPU what it is on the GPUs in reach. */
export function showInlayHints(documents: ManifestDocuments, inventory: InventoryStore): vscode.Disposable {
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<void>());
  let models = '';
  const update = (): void => {
    const now = JSON.stringify(modelsInReach(inventory.devices, documents.options.cluster));
    if (now !== models) {
      models = now;
      changed.fire();
    }
  };
  store.add(inventory.onDidChange(update));
  store.add(documents.onDidCheck(update));
  store.add(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('gpuFractions.inlayHints')) {
        changed.fire();
      }
    }),
  );
  store.add(
    vscode.languages.registerInlayHintsProvider(manifestSelector, {
      onDidChangeInlayHints: changed.event,
      async provideInlayHints(document, range, token) {
        if (!readSetting('gpuFractions.inlayHints')) {
          return [];
        }
        const manifest = await documents.whenChecked(document, token);
        const hints =
          manifest?.workloads.flatMap((found) => sizeHints(found, modelsInReach(inventory.devices, documents.options.cluster))) ??
          [];
        return hints.flatMap(({ position: { line, character }, text }) => {
          const hint = new vscode.InlayHint(new vscode.Position(line, character), text);
          hint.paddingLeft = true;
          return range.contains(hint.position) ? [hint] : [];
        });
      },
    }),
  );
  return store;
}
