import { median } from '../manifest/timing.ts';
import type { PeerFigures } from '../peers/peer.ts';

/** One figure of ours beside theirs; medians of all rounds. */
export interface Comparison {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly theirs: number;
  readonly differencePercent: number;
  readonly isWithin: boolean;
}

interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly read: (figures: PeerFigures) => number;
  readonly allowedPercent: number;
  /** Enough too, however many percent it is. */
  readonly allowedDifference: number;
}

const latency = { unit: 'ms', allowedPercent: 5, allowedDifference: 2 } as const;

const compared: readonly Figure[] = [
  { name: 'tokens', unit: '', read: ({ tokens }) => tokens, allowedPercent: 0, allowedDifference: 0 },
  { name: 'tokens/s', unit: 'tok/s', read: ({ tokensPerSecond }) => tokensPerSecond, allowedPercent: 2, allowedDifference: 0 },
  { name: 'TTFT p50', read: ({ ttftMs }) => ttftMs.p50, ...latency },
  { name: 'TTFT p95', read: ({ ttftMs }) => ttftMs.p95, ...latency },
  { name: 'ITL p50', read: ({ itlMs }) => itlMs.p50, ...latency },
  { name: 'ITL p95', read: ({ itlMs }) => itlMs.p95, ...latency },
];

/** Each figure of ours against the one of theirs that has its definition. */
export function compare(where: string, ours: readonly PeerFigures[], theirs: readonly PeerFigures[]): readonly Comparison[] {
  return compared.map(({ name, unit, read, allowedPercent, allowedDifference }) => {
    const our = median(ours.map(read));
    const their = median(theirs.map(read));
    const difference = our - their;
    const differencePercent = (difference / their) * 100;
    const isWithin = Math.abs(differencePercent) <= allowedPercent || Math.abs(difference) <= allowedDifference;
    return { name: `${where}: ${name}`, unit, ours: our, theirs: their, differencePercent, isWithin };
  });
}
