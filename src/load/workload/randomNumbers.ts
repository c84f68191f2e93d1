/** What random numbers are drawn for: each purpose has a sequence of its own, so that one more draw here changes nothing there. */
export type Purpose = 'request' | 'prefix' | 'block' | 'arrivals' | 'volume' | 'order';

const purposes: readonly Purpose[] = ['request', 'prefix', 'block', 'arrivals', 'volume', 'order'];

/**
 * Numbers from 0 to 1, always the same for the same seed, purpose and place: so any worker can make any request by itself.
 * The generator is sfc32 (Doty-Humphrey, PractRand); its 128 bits of state are stirred after each word of the key.
 */
export function randomNumbers(seed: number, purpose: Purpose, ...place: readonly number[]): () => number {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (const part of [seed, purposes.indexOf(purpose), ...place]) {
    for (const word of [part, Math.floor(part / 2 ** 32)]) {
      a ^= word;
      c ^= word << 16;
      for (let round = 0; round < 4; round += 1) next();
    }
  }
  for (let round = 0; round < 12; round += 1) next();
  return next;
}
