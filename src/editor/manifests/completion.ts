import * as vscode from 'vscode';
import type { InventoryStore } from '../inventoryStore.ts';
import { findAnnotationPlace, type AnnotationPlace } from './annotationPlace.ts';
import { fractionValues, keyChoices } from './completionTexts.ts';
import { manifestSelector } from './manifestDocuments.ts';

/** Annotations that ask for a part of a GPU, inside the annotations of a pod template and nowhere else. */
export function offerCompletions(inventory: InventoryStore): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    manifestSelector,
    {
      provideCompletionItems(document, position) {
        const lines = document.getText().split(/\r\n|\r|\n/);
        const place = findAnnotationPlace(lines, position.line, position.character);
        return place === undefined ? [] : itemsAt(place, position.line, inventory);
      },
    },
    '"',
    ' ',
  );
}

function itemsAt(place: AnnotationPlace, line: number, inventory: InventoryStore): vscode.CompletionItem[] {
  const range = new vscode.Range(line, place.start, line, place.end);
  if (place.key === undefined) {
    return keyChoices(place.otherKeys).map(({ key, example, documentation }, index) => {
      const item = new vscode.CompletionItem({ label: key, description: example }, vscode.CompletionItemKind.Property);
      item.insertText = new vscode.SnippetString(`${key}: "\${1:${example}}"`);
      item.documentation = documentation;
      item.sortText = String(index);
      item.range = range;
      return item;
    });
  }
  if (place.key !== 'gpu-fraction') {
    return [];
  }
  return fractionValues(inventory.inventory?.devices).map(({ value, meaning }, index) => {
    const quoted = JSON.stringify(value);
    const item = new vscode.CompletionItem({ label: value, description: meaning }, vscode.CompletionItemKind.Value);
    item.insertText = quoted;
    item.filterText = quoted;
    item.sortText = String(index);
    item.range = range;
    return item;
  });
}
