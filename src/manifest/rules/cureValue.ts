import { cureFraction, cureMemory } from './fractionCures.ts';
import { cureLimit } from './limitValues.ts';

/** What somebody meant who wrote a value of a request that is refused; undefined where that is a guess. */
export function cureValue(key: string, text: string): string | undefined {
  switch (key) {
    case 'gpu-fraction':
      return cureFraction(text);
    case 'gpu-memory':
      return cureMemory(text);
    case 'gpu-fraction.limit':
    case 'gpu-memory.limit':
      return cureLimit(text, key === 'gpu-memory.limit' ? 'memory' : 'share');
    default:
      return undefined;
  }
}
