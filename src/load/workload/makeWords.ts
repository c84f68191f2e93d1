import { commonWords } from '../../inference/commonWords.ts';

/** So many random words: about as many tokens, and the server's usage tells how many exactly. */
export function makeWords(count: number, random: () => number): string {
  let text = '';
  for (let made = 0; made < count; made += 1) {
    text += (made === 0 ? '' : ' ') + commonWords[Math.floor(random() * commonWords.length)];
  }
  return text;
}
