import { tokensOf, tokensPerArrival } from '../measure/arrivedTokens.ts';
import { tpotOf, ttftOf } from '../measure/latencies.ts';
import type { RequestFailure, RequestRecord } from '../measure/requestRecord.ts';

/** A line of a file of requests; documented in docs/benchmark.md. Times are milliseconds after the start of the run; null: nothing to tell. */
interface RequestLine {
  /** In which of several runs, from 0. */
  readonly repeat: number;
  /** Its place among all requests of the run, from 0. */
  readonly index: number;
  readonly dueMs: number;
  readonly sentMs: number;
  readonly endedMs: number;
  readonly outcome: RequestRecord['outcome'];
  readonly failure: RequestFailure | null;
  readonly reason: string | null;
  readonly finishReason: string | null;
  readonly tokens: number;
  readonly tokensFrom: 'usage' | 'chunks';
  readonly promptTokens: number | null;
  readonly chunks: number;
  readonly ttftMs: number | null;
  readonly tpotMs: number | null;
  readonly endToEndMs: number;
  /** Gaps between reads from the socket that had output: one fewer than there were such reads. */
  readonly gapsMs: readonly number[];
  /** Tokens of the read at the end of each of these gaps. */
  readonly gapTokens: readonly number[];
}

/** One line a request of a run, each with its line feed. */
export function toJsonl(records: Iterable<RequestRecord>, repeat: number): string {
  return Array.from(records, (record) => `${JSON.stringify(toRequestLine(record, repeat))}\n`).join('');
}

function toRequestLine(record: RequestRecord, repeat: number): RequestLine {
  const { dueAt, outputAt, arrived } = record;
  const worth = tokensPerArrival(record, 1);
  return {
    repeat,
    index: record.index,
    dueMs: toMicroseconds(dueAt),
    sentMs: toMicroseconds(record.sentAt),
    endedMs: toMicroseconds(record.endedAt),
    outcome: record.outcome,
    failure: record.failure ?? null,
    reason: record.reason ?? null,
    finishReason: record.finishReason ?? null,
    tokens: tokensOf(record),
    tokensFrom: record.outputTokens === undefined ? 'chunks' : 'usage',
    promptTokens: record.promptTokens ?? null,
    chunks: record.chunks,
    ttftMs: optional(ttftOf(record)),
    tpotMs: optional(tpotOf(record)),
    endToEndMs: toMicroseconds(record.endedAt - dueAt),
    gapsMs: Array.from(outputAt.subarray(1), (at, index) => toMicroseconds(at - (outputAt[index] ?? at))),
    gapTokens: Array.from(arrived.subarray(1), (tokens) => toMicroseconds(tokens * worth)),
  };
}

function optional(value: number | undefined): number | null {
  return value === undefined ? null : toMicroseconds(value);
}

/** Three decimals: nobody measures finer, and a file stays half as long. */
function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
