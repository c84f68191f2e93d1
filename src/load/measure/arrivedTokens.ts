import type { RequestRecord } from './requestRecord.ts';

/** Tokens that each entry of `arrived` stands for: the server's count shared among what arrived; `otherwise` where it told none. */
export function tokensPerArrival({ arrived, outputTokens }: RequestRecord, otherwise: number): number {
  if (outputTokens === undefined) return otherwise;
  const sum = arrived.reduce((total, count) => total + count, 0);
  return sum === 0 ? 0 : outputTokens / sum;
}

/** Tokens of an answer: the server's count, or chunks where it told none. */
export function tokensOf({ outputTokens, chunks }: RequestRecord): number {
  return outputTokens ?? chunks;
}

/** What a chunk was worth on average in the answers that the server counted; 1 where it counted none. */
export function meanTokensPerChunk(finished: readonly RequestRecord[]): number {
  let tokens = 0;
  let chunks = 0;
  for (const record of finished) {
    if (record.outputTokens === undefined) continue;
    tokens += record.outputTokens;
    chunks += record.chunks;
  }
  return chunks === 0 ? 1 : tokens / chunks;
}

/** Tokens by second of the run and in the window, of requests that finished or were cut off by our own end. */
export function countArrivals(
  records: readonly RequestRecord[],
  otherwise: number,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): { readonly inWindow: number; readonly total: number; readonly timeline: readonly number[] } {
  let inWindow = 0;
  let total = 0;
  const timeline: number[] = [];
  for (const record of records) {
    if (record.outcome === 'failed') continue;
    const worth = tokensPerArrival(record, record.outcome === 'cancelled' ? otherwise : 1);
    for (const [read, at] of record.outputAt.entries()) {
      const tokens = (record.arrived[read] ?? 0) * worth;
      total += tokens;
      if (at >= fromMs && at <= toMs) inWindow += tokens;
      const second = Math.max(0, Math.floor(at / 1000));
      while (timeline.length <= second) timeline.push(0);
      timeline[second] = (timeline[second] ?? 0) + tokens;
    }
  }
  return { inWindow, total, timeline };
}
