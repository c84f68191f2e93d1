import * as vscode from 'vscode';
import type { InventoryStore } from '../inventoryStore.ts';
import { hoverText } from './hoverText.ts';
import { manifestSelector, type ManifestDocuments } from './manifestDocuments.ts';
import { findRequestAt } from './requestPlace.ts';
import { toRange } from './textEdits.ts';
import { listClusterAdditions } from '../../manifest/clusterAdditions.ts';
import { entryRange } from '../../manifest/edits.ts';

/** Says on the lines of a request what it means on every model of GPU in reach. */
export function showHovers(documents: ManifestDocuments, inventory: InventoryStore): vscode.Disposable {
  return vscode.languages.registerHoverProvider(manifestSelector, {
    async provideHover(document, position, token) {
      const manifest = await documents.whenChecked(document, token);
      const place = manifest && findRequestAt(manifest, position);
      if (place?.found.result.kind !== 'request') {
        return undefined;
      }
      const additions = listClusterAdditions(place.found);
      const text = hoverText(place.found.result.request, inventory.inventory?.devices, additions);
      return new vscode.Hover(new vscode.MarkdownString(text), toRange(entryRange(place.entry)));
    },
  });
}
