import { oddCharacters } from '../vocabulary.ts';
import type { Mutation } from './mutation.ts';

/** A character put in, taken out or replaced. */
export const changeCharacter: Mutation = (text, random) => {
  const at = random.below(text.length + 1);
  const written = random.chance(0.3) ? '' : random.pick(oddCharacters);
  return text.slice(0, at) + written + text.slice(at + random.between(0, 1));
};

export const truncate: Mutation = (text, random) => text.slice(0, random.below(text.length));

export const cutOut: Mutation = (text, random) => {
  const at = random.below(text.length);
  return text.slice(0, at) + text.slice(at + random.between(1, 40));
};

/** One word in the place of another. */
export const swapTokens: Mutation = (text, random) => {
  const words = [...text.matchAll(/[^\s:,[\]{}]+/g)];
  const from = random.pick(words);
  const to = random.pick(words);
  return from === undefined || to === undefined
    ? text
    : text.slice(0, from.index) + to[0] + text.slice(from.index + from[0].length);
};

export const changeLineBreaks: Mutation = (text, random) => {
  const to = random.pick(['\r\n', '\r', '\n', '\u2028', '\u0085', '\n\n', '\n\r']);
  const part = random.pick([1, 1, 0.2]);
  return text.replace(/\r\n|\r|\n/g, (lineBreak) => (random.chance(part) ? to : lineBreak));
};

export const addByteOrderMark: Mutation = (text, random) => {
  const at = random.chance(0.7) ? 0 : random.below(text.length);
  return `${text.slice(0, at)}\uFEFF${text.slice(at)}`;
};
