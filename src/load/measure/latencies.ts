import { tokensOf, tokensPerArrival } from './arrivedTokens.ts';
import { LatencyHistogram } from './latencyHistogram.ts';
import type { RequestRecord } from './requestRecord.ts';

/** Latencies of many requests. Definitions: docs/benchmark.md. */
export class Latencies {
  readonly ttft = new LatencyHistogram();
  readonly itl = new LatencyHistogram();
  readonly chunkGap = new LatencyHistogram();
  readonly tpot = new LatencyHistogram();
  readonly endToEnd = new LatencyHistogram();
  readonly sendDelay = new LatencyHistogram();

  /** Whatever became of it: a server that refuses most of what it gets makes no client punctual. */
  addSent({ sentAt, dueAt }: RequestRecord): void {
    this.sendDelay.record(sentAt - dueAt);
  }

  addFinished(record: RequestRecord): void {
    this.endToEnd.record(record.endedAt - record.dueAt);
    const first = ttftOf(record);
    if (first !== undefined) this.ttft.record(first);
    const perToken = tpotOf(record);
    if (perToken !== undefined) this.tpot.record(perToken);
    this.#addGaps(record);
  }

  /**
   * An answer that our own end cut off: its first token counts when it had come. One that had waited for its first token through the
   * whole grace counts as that long, which is the least that it was; without it the slowest would be left out.
   */
  addCancelled(record: RequestRecord, graceMs: number): void {
    const waited = record.endedAt - record.dueAt;
    const first = ttftOf(record);
    if (first !== undefined) this.ttft.record(first);
    else if (waited >= graceMs) this.ttft.record(waited);
  }

  #addGaps(record: RequestRecord): void {
    const { outputAt, arrived } = record;
    const worth = tokensPerArrival(record, 1);
    let last = outputAt[0] ?? 0;
    let lastCounted = last;
    for (let read = 1; read < outputAt.length; read++) {
      const at = outputAt[read] ?? 0;
      const tokens = (arrived[read] ?? 0) * worth;
      this.chunkGap.record(at - last);
      last = at;
      // a server may tell its count a chunk late: the gap is that of the tokens that it tells then
      if (tokens === 0) continue;
      this.itl.record((at - lastCounted) / tokens, tokens);
      lastCounted = at;
    }
  }
}

/** From due to the first output. */
export function ttftOf({ outputAt, dueAt }: RequestRecord): number | undefined {
  const first = outputAt[0];
  return first === undefined ? undefined : first - dueAt;
}

/** (last - first output) / (tokens - 1); undefined below two tokens, and where all came as one piece, as embeddings do. */
export function tpotOf(record: RequestRecord): number | undefined {
  const first = record.outputAt[0];
  const last = record.outputAt.at(-1);
  const tokens = tokensOf(record);
  if (first === undefined || last === undefined || tokens < 2 || record.chunks < 2) return undefined;
  return (last - first) / (tokens - 1);
}
