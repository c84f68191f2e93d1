import * as vscode from 'vscode';
import { entryRange } from '../../manifest/edits.ts';
import type { InventoryStore } from '../inventoryStore.ts';
import { manifestSelector, type ManifestDocuments } from './manifestDocuments.ts';
import { findRequestAt } from './requestPlace.ts';
import { toRange } from './textEdits.ts';

/** Says on the lines of a request what it means on every model of GPU in reach, who holds it to that, and what the cluster adds. */
export function showHovers(documents: ManifestDocuments, inventory: InventoryStore): vscode.Disposable {
  return vscode.languages.registerHoverProvider(manifestSelector, {
    async provideHover(document, position, token) {
      const manifest = await documents.whenChecked(document, token);
      const place = manifest && findRequestAt(manifest, position);
      if (manifest === undefined || place === undefined) {
        return undefined;
      }
      // Loaded with the first hover: nobody waits for it at the first manifest.
      const { hoverAnswer } = await import('./hoverAnswer.ts');
      const text = hoverAnswer(place, inventory.inventory?.devices, manifest.file.options);
      return new vscode.Hover(new vscode.MarkdownString(text), toRange(entryRange(place.entry)));
    },
  });
}
