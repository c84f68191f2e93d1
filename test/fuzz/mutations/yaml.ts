import { deviceKeys, fields, kinds, scalars, templated } from '../vocabulary.ts';
import { insertLine, onLines, onValue, toLines, type Mutation } from './mutation.ts';

const anchors = ['a', 'b', 'p', 'ünï'] as const;

export const addAnchor: Mutation = onValue((value, random) => `&${random.pick(anchors)} ${value}`);

export const replaceByAlias: Mutation = onValue((_, random) => `*${random.pick(anchors)}`);

export const addMergeKey: Mutation = (text, random) => {
  const [first, second] = [random.pick(anchors), random.pick(anchors)];
  const value = random.pick([
    `*${first}`,
    `[*${first}, *${second}]`,
    `{ gpu-fraction: "0.5" }`,
    `&${first} { <<: *${second} }`,
    '~',
  ]);
  return insertLine(text, random, (indent) => `${indent}<<: ${value}`);
};

/** An anchor on one subtree and its alias elsewhere: what people who know anchors write. */
export const shareSubtree: Mutation = (text, random) => {
  const opened = toLines(text).flatMap((line, index) => (/:\s*$/.test(line) ? [index] : []));
  const [from, to] = [random.pick(opened), random.pick(opened)];
  if (from === undefined || to === undefined) return text;
  return toLines(text)
    .map((line, index) => (index === from ? line.replace(/:(\s*)$/, ': &p$1') : line))
    .map((line, index) => (index === to && to !== from ? line.replace(/:(\s*)$/, ': *p$1') : line))
    .join('');
};

export const replaceValue: Mutation = onValue((_, random) => random.pick(scalars));

export const addOurKey: Mutation = (text, random) => {
  const key = random.chance(0.8) ? random.pick(deviceKeys) : random.pick(fields);
  return insertLine(text, random, (indent) => `${indent}${key}: ${random.pick(scalars)}`);
};

export const renameKey: Mutation = onLines((line, random) => {
  const key = random.pick([...deviceKeys, ...fields]);
  return line.replace(/^(\s*(?:- )?)[^:\s]+:/, (_, head: string) => `${head}${key}:`);
});

export const changeKind: Mutation = (text, random) => {
  const [apiVersion, kind] = random.pick(kinds);
  return text.replace(/^apiVersion:.*$/m, `apiVersion: ${apiVersion}`).replace(/^kind:.*$/m, `kind: ${kind}`);
};

export const templateValue: Mutation = onValue((_, random) => random.pick(templated));

export const templateLine: Mutation = (text, random) =>
  insertLine(text, random, (indent) => `${random.chance(0.5) ? indent : ''}${random.pick(templated)}`);

export const quoteValue: Mutation = onValue((value, random) => {
  const mark = random.pick(['"', "'"]);
  return random.chance(0.2) ? `${mark}${value}` : `${mark}${value}${mark}`;
});

export const commentLine: Mutation = onLines((line, random) =>
  random.chance(0.5) ? `# ${line}` : line.replace(/\n$/, ' # note\n'),
);

export const addMarker: Mutation = (text, random) =>
  insertLine(text, random, (indent) =>
    random.pick(['---', '...', '--- # next', '%YAML 1.1', '%TAG ! !x', `${indent}---`, '--- |', '--- {}']),
  );

/** The value of a block as a flow map, and one more key in it. */
export const addFlow: Mutation = onValue((value, random) =>
  random.pick([
    `{ ${random.pick(deviceKeys)}: ${value}`,
    `{ ${random.pick(deviceKeys)}: ${value} }`,
    `[${value}]`,
    `[${value}, ${value}`,
    `{ ${value} }`,
  ]),
);
