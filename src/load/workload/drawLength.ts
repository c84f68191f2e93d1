import type { Lengths } from '../plan/loadPlan.ts';

/** A length in whole tokens, 1 or more. */
export function drawLength(lengths: Lengths, random: () => number): number {
  switch (lengths.kind) {
    case 'fixed':
      return lengths.tokens;
    case 'uniform':
      return lengths.least + Math.floor(random() * (lengths.most - lengths.least + 1));
    case 'normal':
      return drawNormal(lengths.mean, lengths.deviation, random);
  }
}

/** Box-Muller; what is below 1 is drawn again, which truncates the distribution and piles nothing up at 1. */
function drawNormal(mean: number, deviation: number, random: () => number): number {
  for (;;) {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const tokens = Math.round(mean + deviation * radius * Math.cos(2 * Math.PI * random()));
    if (tokens >= 1) return tokens;
  }
}
