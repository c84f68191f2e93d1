import type { Lengths, Prompts } from '../plan/loadPlan.ts';
import { drawLength } from './drawLength.ts';
import { makeWords } from './makeWords.ts';
import { userMessage, type PromptSource } from './promptSource.ts';
import { randomNumbers } from './randomNumbers.ts';

/** Prompts of random words. Those of one group begin with the same text, as far as they are long enough for it. */
export function syntheticPrompts(prompts: Extract<Prompts, { kind: 'synthetic' }>, answer: Lengths, seed: number): PromptSource {
  const { lengths, sharedPrefix } = prompts;
  const prefixOf = (group: number, words: number) => makeWords(words, randomNumbers(seed, 'prefix', group));
  return {
    ask: (index) => {
      const random = randomNumbers(seed, 'request', index);
      const maxTokens = drawLength(answer, random);
      const words = drawLength(lengths, random);
      const shared = Math.min(sharedPrefix?.tokens ?? 0, words);
      const texts = [
        ...(sharedPrefix === undefined ? [] : [prefixOf(Math.floor(random() * sharedPrefix.groups), shared)]),
        ...(words > shared ? [makeWords(words - shared, random)] : []),
      ];
      return { messages: [userMessage(texts.join(' '))], maxTokens };
    },
  };
}
