import * as characters from './mutations/characters.ts';
import * as extremes from './mutations/extremes.ts';
import * as lines from './mutations/lines.ts';
import type { Mutation } from './mutations/mutation.ts';
import * as yaml from './mutations/yaml.ts';
import type { Random } from './random.ts';

const usual: readonly Mutation[] = [...Object.values(characters), ...Object.values(lines), ...Object.values(yaml)];
const extreme: readonly Mutation[] = Object.values(extremes);
/** Of a mutation that makes the text much larger: each costs as much as many small ones. */
const extremeChance = 0.004;
/** Longer ones would take their time whatever the checks do. */
const largestText = 50_000;

/** The text with some mutations, one after the other. */
export function mutateText(text: string, random: Random): string {
  let mutated = text;
  for (let count = random.pick([1, 1, 1, 2, 2, 3, 5, 10]); count > 0; count -= 1) mutated = mutateOnce(mutated, random);
  return mutated;
}

export function mutateOnce(text: string, random: Random): string {
  const mutation = random.pick(random.chance(extremeChance) ? extreme : usual);
  return (mutation?.(text, random) ?? text).slice(0, largestText);
}
