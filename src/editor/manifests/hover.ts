import * as vscode from 'vscode';
import { listClusterAdditions } from '../../manifest/clusterAdditions.ts';
import { entryRange } from '../../manifest/edits.ts';
import type { InventoryStore } from '../inventoryStore.ts';
import { hoverText, pieceText } from './hoverText.ts';
import { manifestSelector, type ManifestDocuments } from './manifestDocuments.ts';
import { findRequestAt } from './requestPlace.ts';
import { toRange } from './textEdits.ts';

/** Says on the lines of a request what it means on every model of GPU in reach, who holds it to that, and what the cluster adds. */
export function showHovers(documents: ManifestDocuments, inventory: InventoryStore): vscode.Disposable {
  return vscode.languages.registerHoverProvider(manifestSelector, {
    async provideHover(document, position, token) {
      const manifest = await documents.whenChecked(document, token);
      const place = manifest && findRequestAt(manifest, position);
      if (place === undefined || place.found.result.kind === 'none' || place.found.result.kind === 'invalid') {
        return undefined;
      }
      const { ask, found, entry } = place;
      const { cluster } = documents.options;
      const { dialect } = place.found.result;
      const text =
        ask.kind === 'fixed'
          ? pieceText(ask.piece, { dialect, cluster })
          : hoverText(ask.request, inventory.inventory?.devices, { dialect, cluster, additions: listClusterAdditions(found) });
      return new vscode.Hover(new vscode.MarkdownString(text), toRange(entryRange(entry)));
    },
  });
}
