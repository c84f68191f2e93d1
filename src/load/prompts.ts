import { commonWords } from '../inference/commonWords.ts';

/** Numbers from 0 to 1 that are the same for the same seed: a Weyl sequence through the 32-bit finalizer of MurmurHash3. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** Prompts of `length` random words each; the same seed gives the same prompts in the same order. */
export function* makePrompts(length: number, seed: number): Generator<string, never> {
  const random = randomNumbers(seed);
  for (;;) {
    yield Array.from({ length }, () => commonWords[Math.floor(random() * commonWords.length)]).join(' ');
  }
}
