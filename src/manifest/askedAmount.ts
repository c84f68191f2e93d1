import { mib, share } from '../gpu/quantity.ts';
import type { Amount } from '../gpu/request.ts';
import { parseGoFloat, parseGoUint } from './goNumbers.ts';
import { cureFraction, cureMemory } from './rules/fractionCures.ts';
import { findAnnotation, type RuleInput } from './rules/rule.ts';
import { scalarText } from './scalarText.ts';
import type { Entry } from './workload.ts';

/** The annotations that ask for an amount. */
export const amountKeys = { share: 'gpu-fraction', memory: 'gpu-memory' } as const;

export function isAmountKey(key: string): boolean {
  return key === amountKeys.share || key === amountKeys.memory;
}

/** The annotation that says how much of a GPU the pods ask for. */
export function findAsking(input: RuleInput): Entry | undefined {
  return findAnnotation(input, amountKeys.share) ?? findAnnotation(input, amountKeys.memory);
}

/** The amount of such an annotation; undefined where KAI would not take it. */
export function readAmount({ key, value }: Entry): Amount | undefined {
  const text = scalarText(value.value);
  if (key.value === amountKeys.memory) {
    const memoryMiB = Number(parseGoUint(text) ?? 0n);
    return memoryMiB > 0 ? { kind: 'memory', memoryMiB: mib(memoryMiB) } : undefined;
  }
  const part = parseGoFloat(text);
  return part !== undefined && part > 0 && part < 1 ? { kind: 'share', share: share(part) } : undefined;
}

/** The amount of such an annotation as it was meant, where that is clear (`50%`, `8Gi`). */
export function readMeantAmount(entry: Entry): Amount | undefined {
  const text = scalarText(entry.value.value);
  const meant = entry.key.value === amountKeys.memory ? cureMemory(text) : cureFraction(text);
  return (
    readAmount(entry) ?? (meant === undefined ? undefined : readAmount({ ...entry, value: { ...entry.value, value: meant } }))
  );
}
