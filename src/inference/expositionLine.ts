/** One line of a scrape. Label values are unescaped. */
export interface MetricSample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
  /** As written: milliseconds in the Prometheus text format. */
  readonly timestamp?: number;
}

const metricName = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const labelName = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const quotedText = /"((?:[^"\\]|\\[^])*)"/y;
const blanks = /[ \t]*/y;
const word = /[^ \t]+/y;
const escapes: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' };

/** Walks over one line; `take` gives what the pattern matches here, or undefined and stays. */
class LineReader {
  readonly #line: string;
  #at = 0;

  constructor(line: string) {
    this.#line = line;
  }

  /** The match, or its first group where it has one. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#line);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match[1] ?? match[0];
  }

  /** Skips blanks, then the mark where it comes next. */
  skip(mark: string): boolean {
    this.take(blanks);
    const isNext = this.#line.startsWith(mark, this.#at);
    if (isNext) this.#at += mark.length;
    return isNext;
  }

  quoted(): string | undefined {
    return this.take(quotedText)?.replace(/\\(.)/g, (whole, escaped: string) => escapes[escaped] ?? whole);
  }

  isAtEnd(): boolean {
    this.take(blanks);
    return this.#at >= this.#line.length;
  }
}

/** Reads `name{labels} value timestamp`; undefined for anything else. An OpenMetrics exemplar after ` # ` is ignored. */
export function readSampleLine(line: string): MetricSample | undefined {
  const reader = new LineReader(line);
  const outerName = reader.take(metricName);
  const labels = new Map<string, string>();
  const inner = reader.skip('{') ? readLabels(reader, labels) : { isWhole: true };
  const name = outerName ?? inner.name;
  if (!inner.isWhole || name === undefined || name === '' || (outerName !== undefined && inner.name !== undefined))
    return undefined;
  reader.take(blanks);
  const value = readNumber(reader.take(word) ?? '');
  if (value === undefined) return undefined;
  if (reader.isAtEnd() || reader.skip('#')) return { name, labels, value };
  const timestamp = readNumber(reader.take(word) ?? '');
  if (timestamp === undefined || !(reader.isAtEnd() || reader.skip('#'))) return undefined;
  return { name, labels, value, timestamp };
}

/** Reads up to the closing brace. A quoted text without `=` is the metric's own name (UTF-8 names of Prometheus 3). */
function readLabels(reader: LineReader, labels: Map<string, string>): { readonly isWhole: boolean; readonly name?: string } {
  let name: string | undefined;
  while (!reader.skip('}')) {
    const plain = reader.take(labelName);
    const label = plain ?? reader.quoted();
    if (label === undefined) return { isWhole: false };
    if (reader.skip('=')) {
      reader.take(blanks);
      const value = reader.quoted();
      if (value === undefined || labels.has(label)) return { isWhole: false };
      labels.set(label, value);
    } else if (plain === undefined && name === undefined) {
      name = label;
    } else {
      return { isWhole: false };
    }
    if (!reader.skip(',')) return { isWhole: reader.skip('}'), ...(name !== undefined && { name }) };
  }
  return { isWhole: true, ...(name !== undefined && { name }) };
}

/** Reads a decimal number, `inf` and `nan` in any case and with any sign; undefined for anything else. */
export function readNumber(text: string): number | undefined {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (special === null) return undefined;
  if (special[2]?.toLowerCase() === 'nan') return Number.NaN;
  return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
