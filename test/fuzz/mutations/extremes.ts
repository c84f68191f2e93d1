import type { Random } from '../random.ts';
import { insertLine, onValue, type Mutation } from './mutation.ts';

export const writeHugeNumber: Mutation = onValue((_, random) => {
  const digits = '9'.repeat(random.between(10, 2000));
  return random.pick([
    digits,
    `"${digits}"`,
    `-${digits}`,
    `0.${digits}`,
    `"0.${digits}"`,
    `1e${digits}`,
    `${digits}Gi`,
    `0x${digits}`,
    `"1e-${digits}"`,
    `${digits}%`,
  ]);
});

/** Characters of many small tokens: the parser alone needs up to 10 µs for each that is an error. */
const densest = 5000;

/** Deeper than anyone writes. */
export const nestDeeply: Mutation = (text, random) => {
  const [open, close] = random.pick([
    ['[', ']'],
    ['{ a: ', ' }'],
    ['- ', ''],
    ['? ', ''],
    ['{ ? ', '}'],
    ['!!map &a ', ''],
    ['"', '"'],
  ] as const);
  const depth = random.pick([10, 100, 400, Math.floor(densest / open.length)]);
  const nested = open.repeat(depth) + (random.chance(0.7) ? close.repeat(depth) : '');
  return random.chance(0.5)
    ? insertLine(text, random, (indent) => `${indent}deep: ${nested}`)
    : onValue(() => nested)(text, random);
};

export const indentDeeply: Mutation = (text, random) => {
  const depth = random.pick([10, 50, 200]);
  const step = random.pick(['a:', 'spec:', 'template:', '-']);
  return insertLine(text, random, (indent) =>
    Array.from({ length: depth }, (_, level) => `${indent}${' '.repeat(level)}${step}`).join('\n'),
  );
};

/** Aliases of aliases: a small text that stands for a large tree. */
export const multiplyAliases: Mutation = (text, random) => {
  const levels = random.between(2, 12);
  const width = random.between(2, 10);
  return insertLine(text, random, (indent) =>
    Array.from({ length: levels }, (_, level) => {
      const of = level === 0 ? 'x' : `*l${level - 1}`;
      const all = Array.from({ length: width }, (__, index) => (random.chance(0.1) ? `<<: ${of}` : `k${index}: ${of}`));
      return `${indent}l${level}: &l${level} { ${all.join(', ')} }`;
    }).join('\n'),
  );
};

/** One token of a length that nobody writes. */
export const writeLongLine: Mutation = (text, random) => {
  const piece = random.pick([
    'a',
    ' ',
    '\t',
    'a ',
    '\\',
    "''",
    '\\u0041',
    '#',
    '0',
    '-',
    '--',
    '%',
    '!',
    '😀',
    '$(A)',
    'é',
    '&',
    '*',
    '/',
  ]);
  return writePieces(text, random, piece, random.pick([1000, 10_000, 40_000]));
};

/** Many tokens on one line: each costs the parser, so that fewer of them are enough. */
export const writeDenseLine: Mutation = (text, random) => {
  const piece = random.pick([
    '"',
    'a: ',
    ' #',
    '&a ',
    '*a ',
    '{',
    '}',
    '[',
    '{{ ',
    '- ',
    ',',
    'a,',
    '1, ',
    '? ',
    '\r',
    '"a" ',
    '<<: ',
  ]);
  return writePieces(text, random, piece, random.pick([500, densest]));
};

function writePieces(text: string, random: Random, piece: string, length: number): string {
  const [open, close] = random.pick([
    ['', ''],
    ['"', '"'],
    ["'", "'"],
    ['[', ']'],
    ['{', '}'],
    ['{{', '}}'],
    ['# ', ''],
    ['"', ''],
  ] as const);
  const line = open + piece.repeat(Math.ceil(length / piece.length)) + close;
  return random.chance(0.5) ? onValue(() => line)(text, random) : insertLine(text, random, (indent) => `${indent}long: ${line}`);
}

/** Many of the same line: what grows with the square of the lines shows. */
export const repeatLines: Mutation = (text, random) => {
  const line = random.pick([
    'gpu-fraction: "0.5"',
    '- name: a',
    '- *a',
    '<<: *p',
    '---',
    '# note',
    '? a',
    'a',
    '{{- end }}',
    '&a a: *a',
    '"',
    '- "--a=$(A)"',
    '',
  ]);
  const times = random.pick([20, 200, Math.floor(densest / (line.length + 4))]);
  return insertLine(text, random, (indent) => Array.from({ length: times }, () => indent + line).join('\n'));
};
