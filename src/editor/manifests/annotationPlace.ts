import { isAnnotationPath } from '../../manifest/kinds/annotationPaths.ts';
import { workloadKinds } from '../../manifest/workloads.ts';

/** Where in the annotations of a pod template a position is. */
export interface AnnotationPlace {
  /** Keys that stand there already, beside the line itself. */
  readonly otherKeys: readonly string[];
  /** The key of the line where one is written; its value is what is asked for then. */
  readonly key?: string;
  /** What completion replaces: from here to the end of what is written. */
  readonly start: number;
  readonly end: number;
}

interface Line {
  readonly indent: number;
  readonly key: string;
}

const keyLine = /^(?<indent>[ -]*)(?<mark>["']?)(?<key>[\w./-]+)\k<mark>\s*:(?:\s|$)/;

/**
 * Whether the position on a line is in the annotations of a pod template, by the indents above it: a text that is being typed
 * is often no valid YAML. Maps in braces are not seen. Undefined for every other place.
 */
export function findAnnotationPlace(lines: readonly string[], line: number, character: number): AnnotationPlace | undefined {
  const text = lines[line] ?? '';
  const written = /^(?<indent> *)(?:(?<key>[\w./-]+)(?<colon>:\s+)(?<value>[^#]*?)|(?<part>[\w./-]*))\s*(?:#.*)?$/.exec(
    text,
  )?.groups;
  const indent = written?.['indent']?.length ?? 0;
  if (written === undefined || character < indent || indent === 0) {
    return undefined;
  }
  const [start, end] = documentBounds(lines, line);
  const path = pathTo(lines.slice(start, line), indent);
  if (path === undefined || !isAnnotations(path, lines.slice(start, end))) {
    return undefined;
  }
  const otherKeys = siblings(lines, line, indent);
  const { key, colon, value = '', part = '' } = written;
  if (key === undefined || colon === undefined) {
    return { otherKeys, start: indent, end: indent + part.length };
  }
  const valueStart = indent + key.length + colon.length;
  return character < valueStart ? undefined : { otherKeys, key, start: valueStart, end: valueStart + value.length };
}

/** First line of the YAML document, and the line after its last. */
function documentBounds(lines: readonly string[], line: number): readonly [number, number] {
  const isSeparator = (text: string): boolean => /^---(\s|$)/.test(text);
  const start = lines.findLastIndex((text, index) => index <= line && isSeparator(text)) + 1;
  const end = lines.findIndex((text, index) => index > line && isSeparator(text));
  return [start, end === -1 ? lines.length : end];
}

function readLine(text: string): Line | undefined {
  const groups = keyLine.exec(text)?.groups;
  return groups === undefined ? undefined : { indent: groups['indent']?.length ?? 0, key: groups['key'] ?? '' };
}

/** The keys above a line of that indent, from the outermost on, each with its indent. */
function pathTo(above: readonly string[], indent: number): readonly Line[] | undefined {
  const path: Line[] = [];
  let inner = indent;
  for (const text of above.toReversed()) {
    const line = readLine(text);
    if (line !== undefined && line.indent < inner) {
      path.unshift(line);
      inner = line.indent;
    }
  }
  return inner === 0 ? path : undefined;
}

function isAnnotations(path: readonly Line[], document: readonly string[]): boolean {
  const isListed = path[0]?.key === 'items';
  const own = isListed ? path.slice(1) : path;
  const [root] = own;
  const kinds = root === undefined ? [] : document.flatMap((text) => kindIn(text, root.indent));
  const keys = own.map(({ key }) => key);
  return workloadKinds.some((row) => kinds.includes(row.kind) && isAnnotationPath(row, keys));
}

/** The kind that a line says for an object whose fields have that indent. */
function kindIn(text: string, indent: number): readonly string[] {
  const line = readLine(text);
  const kind = /:\s+["']?(\w+)/.exec(text)?.[1];
  return line?.key === 'kind' && line.indent === indent && kind !== undefined ? [kind] : [];
}

/** Keys of the same map above and below the line. */
function siblings(lines: readonly string[], line: number, indent: number): readonly string[] {
  const keys: string[] = [];
  for (const texts of [lines.slice(0, line).toReversed(), lines.slice(line + 1)]) {
    for (const text of texts) {
      const own = text.length - text.trimStart().length;
      if (text.trim() !== '' && !text.trim().startsWith('#')) {
        if (own < indent) {
          break;
        }
        const read = readLine(text);
        if (read?.indent === indent) {
          keys.push(read.key);
        }
      }
    }
  }
  return keys;
}
