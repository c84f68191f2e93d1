import { indentOf, onLines, pickSubtree, toLines, type Mutation } from './mutation.ts';

export const duplicateLine: Mutation = onLines((line) => line + line);

export const removeLines: Mutation = onLines(() => '', 4);

export const joinLines: Mutation = onLines((line) => line.replace(/[\r\n]+$/, ' '), 2);

export const splitLine: Mutation = onLines((line, random) => {
  const at = random.below(line.length);
  return `${line.slice(0, at)}\n${line.slice(at)}`;
});

export const changeIndent: Mutation = (text, random) => {
  const added = random.pick([' ', '  ', '    ', '\t', '- ', '', '', '']);
  const change = (line: string): string => (added === '' ? line.replace(/^ {1,4}/, '') : added + line);
  return onLines(change, random.pick([1, 3, 20]))(text, random);
};

export const moveLines: Mutation = (text, random) => {
  const lines = [...toLines(text)];
  const moved = lines.splice(random.below(lines.length), random.between(1, 4));
  return lines.toSpliced(random.below(lines.length + 1), 0, ...moved).join('');
};

/** `key: value` as `value: key`, or the values of two lines exchanged. */
export const swapKeyAndValue: Mutation = onLines((line) =>
  line.replace(/^(\s*(?:- )?)([^:\s]+):[ ]+(\S.*?)(\s*)$/s, (_, head, key, value, tail) => `${head}${value}: ${key}${tail}`),
);

export const swapValues: Mutation = (text, random) => {
  const lines = [...toLines(text)];
  const pairs = lines.flatMap((line, index) => (/: +\S/.test(line) ? [index] : []));
  const [left, right] = [random.pick(pairs), random.pick(pairs)];
  if (left === undefined || right === undefined) return text;
  const [first, second] = [splitValue(lines[left]), splitValue(lines[right])];
  lines[left] = first.head + second.value + first.tail;
  if (left !== right) lines[right] = second.head + first.value + second.tail;
  return lines.join('');
};

/** A part of the tree once more, beside itself or under another place. */
export const duplicateSubtree: Mutation = (text, random) => {
  const lines = toLines(text);
  const { start, end } = pickSubtree(lines, random);
  const subtree = lines.slice(start, end);
  const at = random.chance(0.5) ? end : random.below(lines.length + 1);
  const from = indentOf(subtree[0] ?? '').length;
  const to = indentOf(lines[Math.min(at, lines.length - 1)] ?? '');
  return lines.toSpliced(at, 0, ...subtree.map((line) => to + line.slice(Math.min(from, indentOf(line).length)))).join('');
};

export const removeSubtree: Mutation = (text, random) => {
  const lines = toLines(text);
  const { start, end } = pickSubtree(lines, random);
  return lines.toSpliced(start, end - start).join('');
};

function splitValue(line = ''): { readonly head: string; readonly value: string; readonly tail: string } {
  const [, head = '', value = '', tail = ''] = /^(.*?: +)(\S.*?)(\s*)$/s.exec(line) ?? [];
  return { head, value, tail };
}
