import type { TextEdit, TextRange } from './finding.ts';
import type { SourceText } from './manifestFile.ts';
import { quoteYaml } from './quoteYaml.ts';
import type { Entry } from './workload.ts';

/** Where a value stands; the key's place where the text leaves the value out. */
export function valueRange({ key, value }: Entry): TextRange {
  const { start, end } = value.range;
  return start.line === end.line && start.character === end.character ? key.range : value.range;
}

/** From the key to the end of its value. */
export function entryRange(entry: Entry): TextRange {
  return { start: entry.key.range.start, end: valueRange(entry).end };
}

/** The same with the colon of a value that is left out. */
export function writtenRange({ key, value }: Entry): TextRange {
  return { start: key.range.start, end: value.range.end };
}

/** Writes a string value in the quotes that stand there now; a bare one gets double quotes, so that it stays a string. */
export function replaceValue({ lines }: SourceText, entry: Entry, text: string): TextEdit {
  const { range } = entry.value;
  const written = lines.slice(range);
  if (written !== '') return { range, text: quote(text, written.startsWith("'") ? "'" : '"') };
  const before = lines.slice({ start: entry.key.range.end, end: range.start });
  const colon = before.includes(':') ? '' : ':';
  const comment = lines.line(range.end.line).text.startsWith('#', range.end.character) ? ' ' : '';
  return { range, text: `${colon}${/\s$/.test(before) ? '' : ' '}${quote(text, '"')}${comment}` };
}

/** Writes a name or a quantity in the quotes that stand there now; a bare one stays bare where every reader takes it for a string. */
export function replaceScalar({ lines }: SourceText, range: TextRange, text: string): TextEdit {
  const [first] = lines.slice(range);
  const isQuoted = first === '"' || first === "'";
  return { range, text: isQuoted ? quote(text, first) : /^\d+[KMGT]i$/.test(text) ? text : quoteYaml(text) };
}

/** Renames a key, in the quotes that it has, or in quotes where the new name needs them. */
export function replaceKey({ lines }: SourceText, { key }: Entry, name: string): TextEdit {
  const [first = ''] = lines.slice(key.range);
  return {
    range: key.range,
    text: first === '"' || first === "'" ? quote(name, first) : /^[\w./-]+$/.test(name) ? name : quote(name, '"'),
  };
}

/** Takes the line of an entry out; nothing when the line says more than the entry, or is shared with other objects. */
export function removeEntry({ lines }: SourceText, entry: Entry): readonly TextEdit[] {
  const isAnchored = lines.slice({ start: entry.key.range.end, end: entry.value.range.start }).includes('&');
  if (entry.isElsewhere === true || isAnchored) return [];
  const { start, end } = writtenRange(entry);
  const line = lines.line(start.line);
  const before = line.text.slice(0, start.character);
  const after = line.text.slice(end.character);
  const standsAlone = start.line === end.line && /^\s*$/.test(before) && /^\s*(#.*)?$/.test(after.trimEnd());
  return standsAlone ? [{ range: line.range, text: '' }] : [];
}

/** The text with the edits made; they must not overlap. */
export function applyEdits({ text, lines }: SourceText, edits: readonly TextEdit[]): string {
  const ordered = edits.toSorted((left, right) => lines.offset(right.range.start) - lines.offset(left.range.start));
  return ordered.reduce(
    (edited, { range, text: written }) =>
      edited.slice(0, lines.offset(range.start)) + written + edited.slice(lines.offset(range.end)),
    text,
  );
}

function quote(text: string, mark: string): string {
  return mark === "'" ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}
