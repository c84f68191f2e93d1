import { hasQuantityUnit, parseKubernetesQuantity } from '../../gpu/kubernetesQuantity.ts';
import { mibOfBytes } from '../../gpu/memory.ts';
import { share } from '../../gpu/quantity.ts';
import type { Amount } from '../../gpu/request.ts';
import { parseGoFloat } from '../goNumbers.ts';
import { cureFraction, cureMemory } from './fractionCures.ts';

/** How a limit is spelled: as an annotation of KAI, or as the variable of Run:ai. */
export type LimitSpelling = 'annotation' | 'variable';

/** A share limit: below 1 and at most 5 decimals as an annotation, up to 1 as a variable. */
export function parseShareLimit(text: string, spelling: LimitSpelling): Amount | undefined {
  const number = parseGoFloat(text);
  if (number === undefined || !(number > 0) || number > 1) return undefined;
  if (spelling === 'annotation' && (number === 1 || hasTooManyDigits(text))) return undefined;
  return { kind: 'share', share: share(number) };
}

/** A memory limit: a Kubernetes quantity, which as an annotation needs a unit. */
export function parseMemoryLimit(text: string, spelling: LimitSpelling): Amount | undefined {
  const quantity = parseKubernetesQuantity(text);
  const rounded = quantity.kind === 'value' ? mibOfBytes(quantity.value) : undefined;
  if (rounded === undefined || (spelling === 'annotation' && !hasQuantityUnit(text))) return undefined;
  return { kind: 'memory', memoryMiB: rounded.memoryMiB };
}

export function hasTooManyDigits(text: string): boolean {
  return /\.\d{6}/.test(text);
}

/** Whether a text says a limit in the other unit than `kind`. */
export function isOfOtherUnit(text: string, kind: Amount['kind']): boolean {
  return kind === 'share'
    ? cureFraction(text) === undefined && hasQuantityUnit(text) && parseMemoryLimit(text, 'annotation') !== undefined
    : parseShareLimit(text, 'variable') !== undefined || cureFraction(text) !== undefined;
}

/** What somebody meant who wrote a limit that is refused (`90%`, `10000`, `8 GiB`); undefined where that is a guess. */
export function cureLimit(text: string, kind: Amount['kind']): string | undefined {
  if (kind === 'share') {
    const cured = cureFraction(text);
    return cured !== undefined && hasTooManyDigits(cured) ? String(Math.ceil(Number(cured) * 1e5) / 1e5) : cured;
  }
  const memory = cureMemory(text);
  // A bare number above a million MiB was meant as bytes, or as something else.
  return memory === undefined || Number(memory) > 1_000_000 ? undefined : `${memory}Mi`;
}

export function sizeOf(amount: Amount): number {
  return amount.kind === 'share' ? amount.share : amount.memoryMiB;
}
