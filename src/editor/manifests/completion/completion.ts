import * as vscode from 'vscode';
import type { InventoryStore } from '../../inventoryStore.ts';
import { manifestSelector, type ManifestDocuments } from '../manifestDocuments.ts';
import type { Choice } from './choice.ts';
import { keyChoices } from './keyChoices.ts';
import { findSlot } from './slot.ts';
import { findTextPlace, type TextPlace } from './textPlace.ts';
import { valueChoices } from './valueChoices.ts';

/**
 * Keys and values of requests, where pods read them and nowhere else: never what the schema of Kubernetes knows, so that nothing is offered
 * twice beside an extension that completes YAML by schema.
 */
export function offerCompletions(documents: ManifestDocuments, inventory: InventoryStore): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    manifestSelector,
    {
      provideCompletionItems(document, position) {
        const lines = document.getText().split(/\r\n|\r|\n/);
        const place = findTextPlace(lines, position.line, position.character);
        const slot = place && findSlot(place);
        if (place === undefined || slot === undefined) {
          return [];
        }
        const models = inventory.inventory?.devices.map(({ device }) => device) ?? [];
        const choices =
          place.key === undefined
            ? keyChoices(slot, place)
            : valueChoices(slot, place.key, place, { models, cluster: documents.options.cluster });
        return choices.map((choice, index) => toItem(choice, index, place, position.line));
      },
    },
    '"',
    ' ',
  );
}

function toItem(
  { label, detail, documentation, insert }: Choice,
  index: number,
  place: TextPlace,
  line: number,
): vscode.CompletionItem {
  const kind = place.key === undefined ? vscode.CompletionItemKind.Property : vscode.CompletionItemKind.Value;
  const item = new vscode.CompletionItem({ label, description: detail }, kind);
  const { text, value, isQuoted } = insert;
  if (value === undefined) {
    item.insertText = text;
    item.filterText = text;
  } else {
    const mark = isQuoted === true ? '"' : '';
    item.insertText = new vscode.SnippetString().appendText(`${text}: ${mark}`).appendPlaceholder(value).appendText(mark);
  }
  if (documentation !== undefined) {
    item.documentation = documentation;
  }
  item.sortText = String(index).padStart(2, '0');
  item.range = new vscode.Range(line, place.start, line, place.end);
  return item;
}
