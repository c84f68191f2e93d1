/** Short common words, so that a word is about one token for most vocabularies. */
const words =
  'time year people way day man thing woman life child world school state family student group country problem hand part place case week company system program question work night point home water room mother area money story fact month lot right study book eye job word business issue side kind head house service friend father power hour game line end member law car city name team minute idea body back parent face others level office door health person art war history party result change morning reason girl guy moment air teacher force'.split(
    ' ',
  );

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
    yield Array.from({ length }, () => words[Math.floor(random() * words.length)]).join(' ');
  }
}
