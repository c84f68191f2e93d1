import * as vscode from 'vscode';
import type { Choice } from './choice.ts';
import { keyChoices } from './keyChoices.ts';
import { findSlot } from './slot.ts';
import { findTextPlace, type TextPlace } from './textPlace.ts';
import { valueChoices, type ValueFacts } from './valueChoices.ts';

/** What is offered at a position of a text. */
export function completionItems(text: string, { line, character }: vscode.Position, facts: ValueFacts): vscode.CompletionItem[] {
  const place = findTextPlace(text.split(/\r\n|\r|\n/), line, character);
  const slot = place && findSlot(place);
  if (place === undefined || slot === undefined) {
    return [];
  }
  const choices = place.key === undefined ? keyChoices(slot, place) : valueChoices(slot, place.key, place, facts);
  return choices.map((choice, index) => toItem(choice, index, place, line));
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
