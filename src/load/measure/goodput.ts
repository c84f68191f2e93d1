import type { Slo } from '../plan/slo.ts';
import { tpotOf, ttftOf } from './latencies.ts';
import type { RequestRecord } from './requestRecord.ts';

/** Whether a request went well and kept every part of the SLO. What has no time per output token (one token, embeddings) keeps that part. */
export function isGood(record: RequestRecord, { ttftMs, tpotMs, endToEndMs }: Slo): boolean {
  const keeps = (value: number | undefined, limit: number | undefined) =>
    limit === undefined || value === undefined || value <= limit;
  return (
    record.outcome === 'finished' &&
    keeps(ttftOf(record), ttftMs) &&
    keeps(tpotOf(record), tpotMs) &&
    keeps(record.endedAt - record.dueAt, endToEndMs)
  );
}
