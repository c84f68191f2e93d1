import { children, sensible, sequences, specFields, usual } from './manifestShape.ts';
import type { Random } from './random.ts';
import { deviceKeys, fields, kinds, scalars, templated } from './vocabulary.ts';

/** Lines of an object, about: most are short. */
const mostLines = [10, 20, 20, 30, 30, 80] as const;
const deepest = 9;
/** Where no value is better than others. */
const ordinary = ['a', '"0.5"', '1'] as const;

/** Objects in the shape that Kubernetes gives them; in half of the manifests with fields, keys and values where they do not belong. */
export function writeRandomManifest(random: Random): string {
  const oddness = random.pick([0, 0, 0.01, 0.05, 0.2]);
  return Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () => new ManifestWriter(random, oddness).writeObject()).join(
    '---\n',
  );
}

class ManifestWriter {
  readonly #random: Random;
  /** How often something is not as it should be. */
  readonly #oddness: number;
  #linesLeft: number;

  constructor(random: Random, oddness: number) {
    this.#random = random;
    this.#oddness = oddness;
    this.#linesLeft = random.pick(mostLines);
  }

  writeObject(depth = deepest): string {
    const [apiVersion, kind] = this.#random.pick(kinds);
    const heads = [`apiVersion: ${apiVersion}`, `kind: ${kind}`].filter(() => !this.#isOdd());
    const metadata = this.#writeField('metadata', '', depth);
    const body = kind === 'List' ? this.#writeField('items', '', depth) : this.#writeSpec(kind, depth);
    return `${[...heads, ...metadata, ...body].join('\n')}\n`;
  }

  #isOdd(): boolean {
    return this.#random.chance(this.#oddness);
  }

  #writeSpec(kind: string, depth: number): readonly string[] {
    return [
      'spec:',
      ...[...(specFields[kind] ?? ['template']), ...this.#pickKeys('spec')].flatMap((key) => this.#writeField(key, '  ', depth)),
    ];
  }

  #writeField(key: string, indent: string, depth: number): readonly string[] {
    this.#linesLeft -= 1;
    const written = `${indent}${this.#writeKey(key)}:`;
    const hasChildren = children[key] !== undefined || sequences.has(key);
    if (depth <= 0 || this.#linesLeft <= 0 || hasChildren === this.#isOdd())
      return [`${written} ${this.#writeScalar(key, indent)}`];
    if (this.#random.chance(0.1)) return [`${written} ${this.#writeFlow(key, Math.min(depth, 3))}`];
    if (sequences.has(key) === this.#isOdd())
      return [written, ...this.#writeFields(key, `${indent}${this.#random.pick(['  ', '  ', '    '])}`, depth - 1)];
    const inner = `${indent}${this.#random.pick(['', '  '])}`;
    return [
      written,
      ...Array.from({ length: this.#random.pick([1, 1, 1, 2, 3]) }, () => this.#writeItem(key, inner, depth - 1)).flat(),
    ];
  }

  #writeItem(key: string, indent: string, depth: number): readonly string[] {
    if (key === 'items')
      return asItem(
        this.writeObject(depth)
          .trimEnd()
          .split('\n')
          .map((line) => `${indent}  ${line}`),
        indent,
      );
    if (children[key] === undefined || this.#isOdd()) return [`${indent}- ${this.#writeScalar(key, indent)}`];
    return asItem(this.#writeFields(key, `${indent}  `, depth), indent);
  }

  #writeFields(parent: string, indent: string, depth: number): readonly string[] {
    const keys = [...(usual[parent] ?? []), ...this.#pickKeys(parent)];
    const written = this.#isOdd() ? keys : [...new Set(keys)];
    return written.flatMap((key) => this.#writeField(key, indent, depth));
  }

  #pickKeys(parent: string): readonly string[] {
    return Array.from({ length: this.#random.pick([1, 1, 2, 3]) }, () => {
      if (this.#isOdd()) return this.#random.pick([this.#random.pick(deviceKeys), this.#random.pick(fields)]);
      return this.#random.pick(children[parent] ?? []) ?? 'name';
    });
  }

  #writeFlow(parent: string, depth: number): string {
    const items = [...new Set([...(usual[parent] ?? []), ...this.#pickKeys(parent)])].map((key) => {
      const isLeaf = depth <= 0 || children[key] === undefined;
      return `${key}: ${isLeaf ? this.#writeScalar(key, '').replaceAll('\n', ' ') : this.#writeFlow(key, depth - 1)}`;
    });
    const map = `{ ${items.join(', ')} }`;
    return sequences.has(parent) ? `[${children[parent] === undefined ? this.#writeScalar(parent, '') : map}]` : map;
  }

  #writeKey(key: string): string {
    const odd = [`"${key}"`, `'${key}'`, `? ${key}\n`, `&k ${key}`, '<<', '*k', '{{ .key }}', '""', '1', '~'] as const;
    return this.#isOdd() ? this.#random.pick(odd) : key;
  }

  #writeScalar(key: string, indent: string): string {
    const expected = this.#random.chance(0.95) ? this.#random.pick(sensible[key] ?? ordinary) : undefined;
    const odd = this.#isOdd() ? this.#random.pick([...templated, '*a', '&a x', '']) : undefined;
    const text = odd ?? expected ?? this.#random.pick(scalars);
    return `${text.replaceAll('\n', `\n${indent}`)}${this.#isOdd() ? ' # note' : ''}`;
  }
}

/** Lines of a map as one item of a sequence. */
function asItem([first = '', ...rest]: readonly string[], indent: string): readonly string[] {
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
}
