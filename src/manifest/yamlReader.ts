import { isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import type { TextRange } from './finding.ts';
import { scalarText } from './scalarText.ts';
import { containsRange, type LineIndex } from './textRange.ts';
import type { YamlDocument } from './yamlDocuments.ts';
import type { Entry, Located } from './workload.ts';

/** Nodes that reading a document may visit, however short it is; a longer one may have as many as its text has characters. */
const visitsAllowed = 100_000;

/** Thrown when aliases make a document larger than anyone writes by hand. */
export class TooManyNodes extends Error {
  readonly reason = 'tooManyNodes';
}

/** A key with the node behind it; the node may be an alias. */
export interface Field {
  readonly key: Located<string>;
  readonly value: YamlValue;
  /** Came through a merge key (`<<`), so that it stands elsewhere in the text. */
  readonly isMerged: boolean;
}

/** One value of a YAML document, read with aliases and merge keys resolved; absent values answer with nothing. */
export class YamlValue {
  readonly #node: Node | null;
  readonly #reading: Reading;
  readonly range: TextRange;

  constructor(reading: Reading, node: Node | null, range: TextRange) {
    this.#reading = reading;
    this.#node = reading.resolve(node);
    this.range = range;
  }

  get isMap(): boolean {
    return isMap(this.#node);
  }

  get isFlow(): boolean {
    return (isMap(this.#node) || isSeq(this.#node)) && this.#node.flow === true;
  }

  /** The scalar with its YAML type; `{}` and `[]` stand for any map and sequence. */
  get scalar(): unknown {
    if (isScalar(this.#node)) return this.#node.value;
    return isMap(this.#node) ? {} : isSeq(this.#node) ? [] : null;
  }

  get isScalar(): boolean {
    return isScalar(this.#node);
  }

  /** Text of a scalar; numbers and booleans as they are written. */
  get text(): string | undefined {
    if (!isScalar(this.#node) || isNothing(this.#node.value)) return undefined;
    return typeof this.#node.value === 'string' ? this.#node.value : (this.#node.source ?? scalarText(this.#node.value));
  }

  get number(): number | undefined {
    const value = this.scalar;
    if (typeof value === 'bigint') return Number(value);
    return typeof value === 'number' ? value : undefined;
  }

  /** Keys in text order; of a key that stands twice the last, as kubectl reads it; merged keys last, only where not overridden. */
  get fields(): readonly Field[] {
    return this.#reading.fields(this.#node);
  }

  get items(): readonly YamlValue[] {
    return isSeq(this.#node) ? this.#node.items.map((item) => this.#reading.value(item as Node | null, this.range)) : [];
  }

  field(key: string): YamlValue {
    return this.fields.find((field) => field.key.value === key)?.value ?? this.#reading.value(null, this.range);
  }

  at(path: readonly string[]): YamlValue {
    return path.reduce<YamlValue>((value, key) => value.field(key), this);
  }

  get isAbsent(): boolean {
    return this.#node === null || (isScalar(this.#node) && isNothing(this.#node.value));
  }

  /** The scalars of a map such as `annotations`. */
  get entries(): readonly Entry[] {
    return this.fields.map(({ key, value, isMerged }) => ({
      key,
      value: { value: value.scalar, range: value.range },
      ...((isMerged || !containsRange(this.range, key.range)) && { isElsewhere: true }),
    }));
  }
}

/** Reads one document within a bound. */
export class Reading {
  readonly #document: YamlDocument;
  readonly #lines: LineIndex;
  readonly #known = new Map<Node, readonly Field[]>();
  #visited = 0;

  constructor(document: YamlDocument, lines: LineIndex) {
    this.#document = document;
    this.#lines = lines;
  }

  root(): YamlValue {
    const start = { line: 0, character: 0 };
    return this.value(this.#document.contents, { start, end: start });
  }

  resolve(node: Node | null): Node | null {
    if (!isAlias(node)) return node;
    const target = this.#document.aliases.get(node);
    return target === undefined || isAlias(target) ? null : target;
  }

  value(node: Node | null, outer: TextRange): YamlValue {
    if (node !== null) this.#visited += 1;
    if (this.#visited > Math.max(visitsAllowed, this.#document.length)) throw new TooManyNodes();
    return new YamlValue(this, node, this.#rangeOf(node) ?? outer);
  }

  fields(node: Node | null): readonly Field[] {
    if (!isMap(node)) return [];
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    this.#known.set(node, []);
    const own = new Map<string, Field>();
    const merged: Field[] = [];
    for (const { key, value } of node.items) {
      const range = this.#rangeOf(key as Node);
      if (!isScalar(key) || range === undefined) continue;
      const name = String(key.value);
      if (key.source === '<<' && key.type === 'PLAIN') merged.push(...this.#merged(value as Node | null));
      else {
        own.delete(name);
        // `{ key }` has no value: it would stand right after the key
        const after = { start: range.end, end: range.end };
        own.set(name, { key: { value: name, range }, value: this.value(value as Node | null, after), isMerged: false });
      }
    }
    for (const field of merged) if (!own.has(field.key.value)) own.set(field.key.value, { ...field, isMerged: true });
    const fields = [...own.values()];
    this.#known.set(node, fields);
    return fields;
  }

  #merged(node: Node | null): readonly Field[] {
    const target = this.resolve(node);
    if (isSeq(target)) return target.items.flatMap((item) => this.fields(this.resolve(item as Node | null)));
    return this.fields(target);
  }

  #rangeOf(node: Node | null): TextRange | undefined {
    if (!node?.range) return undefined;
    const [start, end] = node.range;
    return this.#lines.range(start, end);
  }
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined;
}
