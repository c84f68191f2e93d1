import { splitDocuments } from '../../src/manifest/splitDocuments.ts';
import { mutateOnce, mutateText } from './mutateText.ts';
import { Random } from './random.ts';
import { writeRandomManifest } from './randomManifest.ts';

/** What is examined: one text, or the texts that a person's edits lead through. */
export type FuzzInput = readonly [string, ...string[]];

/** Input number `index` of a seed: always the same. */
export function makeInput(corpus: readonly string[], seed: number, index: number): FuzzInput {
  const random = new Random(seed, index);
  const start = random.chance(0.3) ? writeRandomManifest(random) : pickFrom(corpus, random);
  const kind = random.below(100);
  if (kind < 70) return [mutateText(start, random)];
  if (kind < 88) return [random.chance(0.8) ? writeRandomManifest(random) : start];
  const texts: [string, ...string[]] = [start];
  for (let edits = random.between(1, 5); edits > 0; edits -= 1) texts.push(mutateOnce(texts.at(-1) ?? start, random));
  return texts;
}

/** Length of most documents, in characters: checks take longer in longer texts, and find little more there. */
const usualLength = 1500;

/** Mostly one document or a few short ones, so that a million inputs take minutes. */
function pickFrom(corpus: readonly string[], random: Random): string {
  let text = random.pick(corpus) ?? '';
  if (random.chance(0.005)) return text;
  const most = random.chance(0.05) ? Infinity : usualLength;
  for (let attempts = 4; attempts > 0; attempts -= 1) {
    const documents = splitDocuments(text);
    const at = random.below(documents.length);
    const picked = documents.slice(at, at + random.pick([1, 1, 1, 2])).join('');
    if (picked.length <= most) return picked;
    text = random.pick(corpus) ?? '';
  }
  return text.slice(0, usualLength);
}
