import { isTemplated } from '../isTemplated.ts';
import { requestKeys } from '../requestKeys.ts';

/** Annotations that are read. */
export const knownKeys: ReadonlySet<string> = new Set(requestKeys);

/** Prefixes that people put before them, by the names of the products. */
const prefix = /^(?:nvidia\.com|runai|run\.ai|kai|kai\.scheduler|scheduler\.run\.ai)\//i;

/** Other names by letters only: drafts, older proposals, plain English. */
const otherNames: Readonly<Record<string, string>> = {
  runaigpulimit: 'gpu-fraction.limit',
  gpumemoryportionlimit: 'gpu-fraction.limit',
  gpumemorysizelimit: 'gpu-memory.limit',
  gpufractiondevices: 'gpu-fraction-num-devices',
  gpufractioncontainer: 'gpu-fraction-container-name',
};

const byLetters = new Map([...knownKeys].map((key) => [lettersOf(key), key]));

/**
 * The annotation that a key nearly is: with other separators, case or a product's prefix, or with one letter too many,
 * missing, wrong or swapped. Undefined for keys that are right, and for all that only have some words in common.
 */
export function findMeantKey(key: string): string | undefined {
  const name = key.replace(prefix, '');
  if (knownKeys.has(key) || name.includes('/') || isTemplated(key)) return undefined;
  const letters = lettersOf(name);
  const exact = byLetters.get(letters) ?? (Object.hasOwn(otherNames, letters) ? otherNames[letters] : undefined);
  if (exact !== undefined || !/^gpu[a-z]+$/.test(letters)) return exact;
  return [...byLetters].find(([known]) => isOneSlipAway(known, letters))?.[1];
}

export function lettersOf(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** The one of some names that a text nearly is: the same letters, or one slip away. */
export function findMeantName(text: string, names: Iterable<string>): string | undefined {
  const letters = lettersOf(text);
  const all = [...names].filter((name) => name !== '' && name !== text);
  return (
    all.find((name) => lettersOf(name) === letters) ??
    all.find((name) => isOneSlipAway(name, text)) ??
    all.find((name) => isOneSlipAway(lettersOf(name), letters))
  );
}

/** Whether one letter more, less, other, or two neighbours swapped make one text of the other. */
export function isOneSlipAway(left: string, right: string): boolean {
  const [short, long] = left.length <= right.length ? [left, right] : [right, left];
  let same = 0;
  while (same < short.length && short[same] === long[same]) same += 1;
  const [a, b] = [short.slice(same), long.slice(same)];
  if (long.length > short.length) return a === b.slice(1);
  return a.slice(1) === b.slice(1) || (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2));
}
