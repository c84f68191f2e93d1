import type { RequestRecord } from './requestRecord.ts';

/** Tokens that each entry of `arrived` stands for: the server's count shared among what arrived; `otherwise` where it told none. */
export function tokensPerArrival({ arrived, outputTokens }: RequestRecord, otherwise: number): number {
  if (outputTokens === undefined) return otherwise;
  let sum = 0;
  // a run has millions of reads: a callback for each would cost as much as reading them
  for (let read = 0; read < arrived.length; read++) sum += arrived[read] ?? 0;
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

/** Tokens that arrived in the window and in each second of the run, of requests that finished or were cut off by our own end. */
export function countArrivals(
  records: readonly RequestRecord[],
  otherwise: number,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): { readonly inWindow: number; readonly timeline: readonly number[] } {
  let inWindow = 0;
  const timeline: number[] = [];
  for (const record of records) {
    if (record.outcome === 'failed') continue;
    const { outputAt, arrived } = record;
    const worth = tokensPerArrival(record, record.outcome === 'cancelled' ? otherwise : 1);
    for (let read = 0; read < outputAt.length; read++) {
      const at = outputAt[read] ?? 0;
      const tokens = (arrived[read] ?? 0) * worth;
      if (at >= fromMs && at <= toMs) inWindow += tokens;
      const second = at < 0 ? 0 : Math.trunc(at / 1000);
      while (timeline.length <= second) timeline.push(0);
      timeline[second] = (timeline[second] ?? 0) + tokens;
    }
  }
  return { inWindow, timeline };
}
