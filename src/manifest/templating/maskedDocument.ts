import { isScalar, parseDocument, Scalar, visit, type Document, type Node, type Pair, type Range } from 'yaml';
import { isTemplated } from '../isTemplated.ts';
import { actionsWithin, startOfBlanks, type MaskedText, type TextPart } from './maskActions.ts';

/** Gives the nodes of a masked text what is written there: `{{ .Values.image }}` again. */
export function unmaskDocument(document: Document.Parsed, masked: MaskedText): void {
  visit(document, {
    Pair: (_key, pair) => fillValue(pair, masked),
    Node: (_key, node) => unmaskNode(node, masked),
  });
}

/** What is known of a document that a tool has yet to fill in. */
export interface TemplateFacts {
  /** Whether the tool writes fields that are not known, so that nothing can be missing. */
  readonly writesFields: boolean;
  /** The first action in lines of its own, as it is written; text in a block scalar is text. */
  readonly statement?: string;
}

export function readTemplateFacts(document: Document.Parsed, masked: MaskedText): TemplateFacts {
  const [start, , end] = document.range;
  const texts: TextPart[] = [];
  let hasFilledMap = false;
  visit(document, {
    Scalar: (_key, scalar) => {
      if (isBlockScalar(scalar) && scalar.range) texts.push(blockPart(masked, scalar.range));
    },
    Pair: (_key, { key, value }) => {
      hasFilledMap ||= isScalar(key) && wholeMaps.has(String(key.value)) && isScalar(value) && isTemplated(String(value.value));
    },
  });
  const statements = actionsWithin(masked, start, end).filter(
    (action) =>
      action.ownsLine && action.role !== 'silent' && !texts.some((text) => text.start <= action.start && action.end <= text.end),
  );
  const [first] = statements;
  return {
    writesFields: hasFilledMap || statements.some(({ role }) => role === 'output'),
    ...(first !== undefined && { statement: masked.original.slice(first.start, first.end) }),
  };
}

/** Maps in which rules miss something. */
const wholeMaps: ReadonlySet<string> = new Set(['metadata', 'labels', 'annotations', 'spec', 'template']);

/** Whether a parser's error at a place may be there only because the text is not filled in yet. */
export function mayComeOfActions(masked: MaskedText, offset: number): boolean {
  if (masked.actions.some(({ ownsLine, role }) => ownsLine && role !== 'silent')) return true;
  const lineStarts = Array.from(
    masked.original.slice(0, offset).matchAll(/\r\n|\r|\n/g),
    (found) => found.index + found[0].length,
  );
  const lineBefore = lineStarts.at(-2) ?? 0;
  const lineEnd = /[\r\n]|$/.exec(masked.original.slice(offset))?.index ?? 0;
  return masked.actions.some(({ start, end }) => start < offset + lineEnd && end > lineBefore);
}

/** Whether a condition begins or ends between two places. */
export function hasCondition(masked: MaskedText, start: number, end: number): boolean {
  return actionsWithin(masked, start, end).some(({ role }) => role === 'open' || role === 'next' || role === 'close');
}

function isBlockScalar({ type }: Scalar): boolean {
  return type === Scalar.BLOCK_LITERAL || type === Scalar.BLOCK_FOLDED;
}

function unmaskNode(node: Node, masked: MaskedText): void {
  if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return;
  const isBlock = isBlockScalar(node);
  if (!isBlock && !node.value.includes(masked.first)) return;
  const { start, end } = isBlock ? blockPart(masked, node.range) : { start: node.range[0], end: node.range[1] };
  const inside = actionsWithin(masked, start, end);
  if (inside.length === 0) return;
  const exact = node.type === Scalar.PLAIN ? undefined : readAlone(masked.original.slice(start, end), node.type);
  if (isBlock || exact !== undefined) {
    node.value = exact ?? blockText(masked, start, end);
    return;
  }
  const written = inside.filter(({ ownsLine }) => !ownsLine).map((action) => masked.original.slice(action.start, action.end));
  const isInside = new RegExp(`${masked.first}${masked.rest}*`, 'g');
  let next = 0;
  const text = node.value.replaceAll(isInside, () => written[next++] ?? '');
  node.value = text;
  node.source = text;
}

/** A block scalar with the actions at its end, which the parser took for empty lines behind it: those as deep as its text. */
function blockPart(masked: MaskedText, [start, end]: Range): TextPart {
  const { text, original } = masked;
  const content = /[\r\n][ ]*[^\s]/.exec(text.slice(start, end));
  const indent = content === null ? indentAt(original, start) + 1 : content[0].length - 2;
  let last = end;
  for (const action of actionsWithin(masked, end, firstText(text, end))) {
    if (!action.ownsLine || action.start - startOfBlanks(original, action.start) < indent) break;
    last = action.end;
  }
  return { start, end: last };
}

/** Where something stands behind an offset that is not blank. */
function firstText(text: string, offset: number): number {
  const blank = /\s*/y;
  blank.lastIndex = offset;
  blank.test(text);
  return blank.lastIndex;
}

/** The spaces with which the line of an offset begins. */
function indentAt(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start -= 1;
  return /[ ]*/.exec(text.slice(start, offset))?.[0].length ?? 0;
}

/** The value of a scalar where it is YAML as it stands there; undefined where actions make something else of it. */
function readAlone(written: string, type: Scalar['type']): string | undefined {
  const { contents, errors } = parseDocument(written, { version: '1.1', prettyErrors: false, logLevel: 'silent' });
  const isSame = errors.length === 0 && isScalar(contents) && contents.type === type && typeof contents.value === 'string';
  return isSame ? (contents.value as string) : undefined;
}

/** The lines of a block scalar as they stand there, without their indent. */
function blockText({ text, original }: MaskedText, start: number, end: number): string {
  const header = /^[^\r\n]*(?:\r\n|\r|\n)?/.exec(original.slice(start, end))?.[0] ?? '';
  const from = start + header.length;
  const indent = /(?<=^|[\r\n])[ ]*(?=[^\s])/.exec(text.slice(from, end))?.[0] ?? '';
  return original
    .slice(from, end)
    .split(/\r\n|\r|\n/)
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()))
    .join('\n');
}

/**
 * A value that actions in lines of their own write, `resources:` with `{{- toYaml .Values.resources | nindent 12 }}` below, would be
 * missing: it becomes a scalar of what is written.
 */
function fillValue({ key, value }: Pair<unknown, unknown>, masked: MaskedText): void {
  const { text, original } = masked;
  if (!isScalar(key) || !key.range || !isScalar(value) || value.value !== null || (value.source ?? '') !== '') return;
  const start = key.range[1];
  const blank = /\s*:?(?:\s|(?<=\s)#[^\r\n]*)*/y;
  blank.lastIndex = start;
  blank.test(text);
  const writing = actionsWithin(masked, start, blank.lastIndex).find(({ role }) => role === 'output');
  if (writing === undefined) return;
  const written = original.slice(writing.start, writing.end);
  value.value = written;
  value.source = written;
  value.range = [writing.start, writing.end, writing.end];
}
