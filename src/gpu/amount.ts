import { formatGiB, formatMiB, parseMemory } from './memory.ts';
import { parsed, type Parsed } from './parsed.ts';
import type { Amount } from './request.ts';
import { formatShare, parseShare } from './share.ts';

/** An amount, with the rounding (in words) that reading it needed. */
export interface TypedAmount {
  readonly amount: Amount;
  readonly rounding?: string;
}

/** Reads what a user typed for "how much": a share (`0.5`, `50 %`) or memory (`8 GiB`, `8192 MiB`, `8 GB`). */
export function parseAmount(text: string): Parsed<TypedAmount> {
  if (/^\s*[^a-z]*[a-z]+\s*$/i.test(text)) {
    const memory = parseMemory(text);
    if (memory.kind === 'problem') return memory;
    const { memoryMiB, rounding } = memory.value;
    const amount = { kind: 'memory', memoryMiB } as const;
    return parsed(rounding === undefined ? { amount } : { amount, rounding });
  }
  const share = parseShare(text);
  return share.kind === 'problem' ? share : parsed({ amount: { kind: 'share', share: share.value } });
}

/** `0.5` or `8.0 GiB`; memory below 1 GiB in MiB. */
export function describeAmount(amount: Amount): string {
  if (amount.kind === 'share') return formatShare(amount.share);
  return amount.memoryMiB < 1024 ? formatMiB(amount.memoryMiB) : formatGiB(amount.memoryMiB);
}
