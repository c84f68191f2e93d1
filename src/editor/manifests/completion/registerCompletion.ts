import * as vscode from 'vscode';
import type { InventoryStore } from '../../inventoryStore.ts';
import { manifestSelector, type ManifestDocuments } from '../manifestDocuments.ts';
import { modelsInReach } from '../modelsInReach.ts';

/**
 * Keys and values of requests, where pods read them and nowhere else: never what the schema of Kubernetes knows, so that nothing is offered
 * twice beside an extension that completes YAML by schema.
 */
export function offerCompletions(documents: ManifestDocuments, inventory: InventoryStore): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    manifestSelector,
    {
      async provideCompletionItems(document, position) {
        // Loaded with the first completion: nobody waits for it at the first manifest.
        const { completionItems } = await import('./completionItems.ts');
        const { cluster } = documents.options;
        return completionItems(document.getText(), position, { models: modelsInReach(inventory.devices, cluster), cluster });
      },
    },
    '"',
    ' ',
  );
}
