import { countArrivals, meanTokensPerChunk, tokensOf } from './arrivedTokens.ts';
import { findClientLimit } from './clientLimit.ts';
import { isGood } from './goodput.ts';
import { groupFailures } from './groupFailures.ts';
import { Latencies } from './latencies.ts';
import type { ClientLoad, LoadFigures } from './loadResult.ts';
import type { RequestRecord } from './requestRecord.ts';
import { findSteadyWindow, type RunFacts, type SteadyWindow } from './runFacts.ts';

/** The figures of one run from its requests, in any order. Counts and latencies are of the requests that were due after the warm-up. */
export function measureRun(records: readonly RequestRecord[], facts: RunFacts): LoadFigures {
  const { warmUpMs, endsAt = Infinity, graceMs = Infinity, slo } = facts;
  const isCounted = ({ dueAt }: RequestRecord) => dueAt >= warmUpMs && dueAt <= endsAt;
  const answered = records.filter(({ outcome }) => outcome !== 'cancelled');
  const finished = answered.filter(({ outcome }) => outcome === 'finished');
  const counted = answered.filter(isCounted);
  const went = counted.filter(({ outcome }) => outcome === 'finished');
  const cancelled = records.filter((record) => record.outcome === 'cancelled' && isCounted(record));
  const lastAnswerAt = answered.reduce((last, { endedAt }) => Math.max(last, endedAt), 0);
  const window = findSteadyWindow(facts, lastAnswerAt);
  const seconds = (window.toMs - window.fromMs) / 1000;

  const latencies = new Latencies();
  for (const record of [...counted, ...cancelled]) latencies.addSent(record);
  for (const record of went) latencies.addFinished(record);
  for (const record of cancelled) latencies.addCancelled(record, graceMs);

  const arrivals = countArrivals(records, meanTokensPerChunk(finished), window);
  const perSecond = (count: number) => (seconds > 0 ? count / seconds : null);
  const ended = finished.filter(({ endedAt }) => endedAt >= window.fromMs && endedAt <= window.toMs);
  const client = measureClient(latencies, facts, window);
  return {
    requests: counted.length,
    errors: counted.length - went.length,
    cancelled: cancelled.length,
    tokens: sum(went, tokensOf),
    promptTokens: sum(went, ({ promptTokens = 0 }) => promptTokens),
    tokensFrom: findTokenSource(went),
    tokensPerSecond: perSecond(arrivals.inWindow),
    requestsPerSecond: perSecond(ended.length),
    ttftMs: latencies.ttft.percentiles(),
    itlMs: latencies.itl.percentiles(),
    chunkGapMs: latencies.chunkGap.percentiles(),
    tpotMs: latencies.tpot.percentiles(),
    endToEndMs: latencies.endToEnd.percentiles(),
    goodput:
      slo === undefined
        ? null
        : {
            requestsPerSecond: perSecond(ended.filter((record) => isGood(record, slo)).length),
            share: counted.length === 0 ? null : went.filter((record) => isGood(record, slo)).length / counted.length,
          },
    steady: { fromSeconds: window.fromMs / 1000, toSeconds: window.toMs / 1000 },
    wholeRun: measureWhole(finished, lastAnswerAt, records),
    failures: groupFailures(counted),
    clientLimited: client.limitedBy !== undefined,
    client,
    timeline: arrivals.timeline,
  };
}

function measureClient({ sendDelay, ttft }: Latencies, facts: RunFacts, window: SteadyWindow): ClientLoad {
  const { threads, openLimit } = facts;
  const { fromMs, toMs, includesDrain } = window;
  const seconds = (toMs - fromMs) / 1000;
  const busiest = Math.max(0, ...threads.map(({ whileSending, untilEnd }) => (includesDrain ? untilEnd : whileSending)));
  const readDelayP95Ms = Math.max(0, ...threads.map(({ lateMs }) => lateMs));
  const client = { threads: threads.length, busiest, readDelayP95Ms, sendDelayMs: sendDelay.percentiles() };
  const limitedBy = findClientLimit({
    ...client,
    seconds,
    ttftMs: ttft.percentiles(),
    ...(openLimit !== undefined && { openLimit }),
  });
  return { ...client, ...(limitedBy !== undefined && { limitedBy }) };
}

function measureWhole(
  finished: readonly RequestRecord[],
  lastAnswerAt: number,
  records: readonly RequestRecord[],
): LoadFigures['wholeRun'] {
  const firstSentAt = records.reduce((first, { sentAt }) => Math.min(first, sentAt), Infinity);
  const seconds = Math.max(0, lastAnswerAt - firstSentAt) / 1000;
  const tokens = sum(finished, tokensOf);
  return { tokens, seconds, tokensPerSecond: seconds > 0 ? tokens / seconds : null };
}

function findTokenSource(went: readonly RequestRecord[]): LoadFigures['tokensFrom'] {
  const told = went.filter(({ outputTokens }) => outputTokens !== undefined).length;
  if (told === went.length) return 'usage';
  return told === 0 ? 'chunks' : 'both';
}

function sum(records: readonly RequestRecord[], count: (record: RequestRecord) => number): number {
  return records.reduce((total, record) => total + count(record), 0);
}
