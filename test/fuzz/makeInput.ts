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
  if (kind < 60) return [mutateText(start, random)];
  if (kind < 75) return [random.chance(0.8) ? writeRandomManifest(random) : start];
  const texts: [string, ...string[]] = [start];
  for (let edits = random.between(1, 5); edits > 0; edits -= 1) texts.push(mutateOnce(texts.at(-1) ?? start, random));
  return texts;
}

/** Mostly one document or a few of them, so that a million inputs take minutes. */
function pickFrom(corpus: readonly string[], random: Random): string {
  const text = random.pick(corpus) ?? '';
  if (random.chance(0.03)) return text;
  const documents = splitDocuments(text);
  const at = random.below(documents.length);
  return documents.slice(at, at + random.pick([1, 1, 1, 2])).join('');
}
