/** Where in the maps of a YAML document a position is, by the indents above it. */
export interface TextPlace {
  /** Keys from the root of the object to the map, without the indices of lists; `items` of a List is left out. */
  readonly path: readonly string[];
  /** What the object says for `kind`, and for `apiVersion`. */
  readonly kinds: readonly string[];
  readonly apiVersions: readonly string[];
  /** Keys that stand in the map already, beside the line itself. */
  readonly otherKeys: readonly string[];
  /** The key of the line where one is written; its value is what is asked for then. */
  readonly key?: string;
  /** What completion replaces: from here to the end of what is written. */
  readonly start: number;
  readonly end: number;
  /** Names of the containers that stand in the same pod spec, as far as the text shows them. */
  readonly containers: readonly string[];
}

interface Line {
  readonly indent: number;
  readonly key: string;
}

const keyLine = /^(?<indent>[ -]*)(?<mark>["']?)(?<key>[\w./-]+)\k<mark>\s*:(?:\s|$)/;
const typedLine =
  /^(?<indent> *(?:- +)*)(?:(?<mark>["']?)(?<key>[\w./-]+)\k<mark>(?<colon>:\s+)(?<value>[^#]*?)|(?<part>[\w./-]*))\s*(?:#.*)?$/;

/**
 * The place of a position on a line: a text that is being typed is often no valid YAML, so it is read line by line. Maps in braces are not
 * seen. Undefined where no map of an object is, and on a key that has a value already.
 */
export function findTextPlace(lines: readonly string[], line: number, character: number): TextPlace | undefined {
  const written = typedLine.exec(lines[line] ?? '')?.groups;
  const indent = written?.['indent']?.length ?? 0;
  if (written === undefined || character < indent || indent === 0) {
    return undefined;
  }
  const [start, end] = documentBounds(lines, line);
  const found = pathTo(lines.slice(start, line), indent);
  if (found === undefined) {
    return undefined;
  }
  const own = found[0]?.key === 'items' ? found.slice(1) : found;
  const [root] = own;
  const place = {
    path: own.map(({ key }) => key),
    kinds: root === undefined ? [] : lines.slice(start, end).flatMap((text) => saidFor('kind', text, root.indent)),
    apiVersions: root === undefined ? [] : lines.slice(start, end).flatMap((text) => saidFor('apiVersion', text, root.indent)),
    otherKeys: siblings(lines, line, indent),
    containers: containersIn(lines.slice(start, end)),
  };
  const { mark = '', key, colon, value = '', part = '' } = written;
  if (key === undefined || colon === undefined) {
    return { ...place, start: indent, end: indent + part.length };
  }
  const valueStart = indent + 2 * mark.length + key.length + colon.length;
  return character < valueStart ? undefined : { ...place, key, start: valueStart, end: valueStart + value.length };
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

/** The kind or apiVersion that a line says for an object whose fields have that indent. */
function saidFor(key: 'kind' | 'apiVersion', text: string, indent: number): readonly string[] {
  const line = readLine(text);
  const said = /:\s+["']?([\w./-]+)/.exec(text)?.[1];
  return line?.key === key && line.indent === indent && said !== undefined ? [said] : [];
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

/** Of `- name: server` right under `containers:` or `initContainers:`. */
function containersIn(document: readonly string[]): readonly string[] {
  const names: string[] = [];
  let list: Line | undefined;
  for (const text of document) {
    const line = readLine(text);
    if (line === undefined) {
      continue;
    }
    if (line.key === 'containers' || line.key === 'initContainers') {
      list = line;
    } else if (list !== undefined && line.indent <= list.indent && !text.trimStart().startsWith('-')) {
      list = undefined;
    }
    const name = /^name\s*:\s+["']?([a-z0-9-]+)/.exec(text.replace(/^[ -]*/, ''))?.[1];
    if (list !== undefined && name !== undefined && line.indent <= list.indent + 4) {
      names.push(name);
    }
  }
  return [...new Set(names)];
}
