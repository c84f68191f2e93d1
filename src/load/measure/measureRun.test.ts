import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { measureRun } from './measureRun.ts';
import type { RequestRecord } from './requestRecord.ts';
import type { RunFacts } from './runFacts.ts';

const facts: RunFacts = { warmUpMs: 0, fallsAt: 10_000, threads: [{ whileSending: 0.2, untilEnd: 0.1, lateMs: 1 }] };

/** A request that went well, with one chunk at each time. */
function answered(dueAt: number, outputAt: readonly number[], rest: Partial<RequestRecord> = {}): RequestRecord {
  return {
    index: 0,
    dueAt,
    sentAt: dueAt,
    endedAt: outputAt.at(-1) ?? dueAt,
    outcome: 'finished',
    outputAt: Float64Array.from(outputAt),
    arrived: Float64Array.from(outputAt, () => 1),
    chunks: outputAt.length,
    outputTokens: outputAt.length,
    promptTokens: 5,
    ...rest,
  };
}

const failed = (dueAt: number, reason: string): RequestRecord =>
  answered(dueAt, [dueAt + 1, dueAt + 2], { outcome: 'failed', failure: 'stream', reason });

const isNear = (actual: number | null, expected: number) =>
  assert.ok(actual !== null && Math.abs(actual - expected) <= Math.abs(expected) * 0.001 + 1e-9, `${actual} is not ${expected}`);

test('latencies count from the time at which a request was due, not from when it was sent', () => {
  const figures = measureRun([answered(1000, [1300, 1340, 1380], { sentAt: 1250 })], facts);
  isNear(figures.ttftMs.p50, 300);
  isNear(figures.endToEndMs.p50, 380);
  isNear(figures.itlMs.p50, 40);
  isNear(figures.tpotMs.p50, 40);
  isNear(figures.client.sendDelayMs.p50, 250);
});

test('a read with several tokens shares its gap among them; between chunks the gap is whole', () => {
  const record = answered(0, [100, 160], { arrived: Float64Array.of(1, 3), chunks: 4, outputTokens: 4 });
  const { itlMs, chunkGapMs, tpotMs } = measureRun([record], facts);
  isNear(itlMs.p50, 20);
  assert.equal(itlMs.count, 3);
  isNear(chunkGapMs.p50, 60);
  assert.equal(chunkGapMs.count, 1);
  isNear(tpotMs.p50, 20);
});

test('where chunks are fewer than tokens, each stands for its share of the server’s count', () => {
  const record = answered(0, [100, 200, 300, 400], { outputTokens: 8 });
  const { itlMs, tokens, tokensPerSecond, tokensFrom } = measureRun([record], { ...facts, fallsAt: 250 });
  isNear(itlMs.p50, 50);
  assert.equal(itlMs.count, 6);
  assert.deepEqual([tokens, tokensFrom], [8, 'usage']);
  isNear(tokensPerSecond, 4 / 0.25);
});

test('who counted the tokens is told', () => {
  const { outputTokens: _, ...uncounted } = answered(0, [1, 2, 3]);
  const counted = answered(0, [1, 2]);
  const source = (records: readonly RequestRecord[]) => measureRun(records, facts).tokensFrom;
  assert.deepEqual([source([counted]), source([uncounted]), source([counted, uncounted])], ['usage', 'chunks', 'both']);
  assert.equal(measureRun([counted, uncounted], facts).tokens, 5);
});

test('one token has no time per output token, and none has no first', () => {
  const { tpotMs, ttftMs, requests, errors } = measureRun([answered(0, [5]), answered(0, [])], facts);
  assert.deepEqual([tpotMs.count, ttftMs.count, requests, errors], [0, 1, 2, 0]);
});

test('an answer that came as one piece, as embeddings do, tells no time between its tokens', () => {
  const { tpotMs, itlMs, chunkGapMs, ttftMs, tokens } = measureRun([answered(0, [30], { outputTokens: 128 })], facts);
  assert.deepEqual([tpotMs.p50, itlMs.p50, chunkGapMs.p50, tokens], [null, null, null, 128]);
  isNear(ttftMs.p50, 30);
});

test('warm-up and drain are outside: counts are of what was due later, the rate of what arrived between', () => {
  const records = [answered(0, [500, 1500]), answered(1500, [2000, 2500]), answered(2900, [3100, 3200])];
  const figures = measureRun(records, { ...facts, warmUpMs: 1000, fallsAt: 3000 });
  assert.deepEqual([figures.requests, figures.tokens, figures.promptTokens], [2, 4, 10]);
  assert.deepEqual(figures.steady, { fromSeconds: 1, toSeconds: 3 });
  isNear(figures.tokensPerSecond, 3 / 2);
  isNear(figures.requestsPerSecond, 2 / 2);
  assert.deepEqual(figures.wholeRun, { tokens: 6, seconds: 3.2, tokensPerSecond: 6 / 3.2 });
  assert.deepEqual(figures.timeline, [1, 1, 2, 2]);
});

test('what came or was due when a load beside it had ended is outside', () => {
  const records = [answered(0, [500, 1500]), answered(1500, [2000, 2500]), answered(2900, [3100, 3200])];
  const { requests, tokens, tokensPerSecond, steady } = measureRun(records, { ...facts, endsAt: 2000 });
  assert.deepEqual([requests, tokens, steady], [2, 4, { fromSeconds: 0, toSeconds: 2 }]);
  isNear(tokensPerSecond, 3 / 2);
});

test('a load that falls early leaves a window until the last answer', () => {
  const { steady, tokensPerSecond } = measureRun([answered(0, [1000, 4000])], { ...facts, fallsAt: 100 });
  assert.deepEqual(steady, { fromSeconds: 0, toSeconds: 4 });
  isNear(tokensPerSecond, 2 / 4);
});

test('failures give no tokens and no latency, and are told by reason, the most frequent first', () => {
  const figures = measureRun([answered(0, [10, 20]), failed(1, 'a'), failed(2, 'b'), failed(3, 'b')], facts);
  assert.deepEqual([figures.requests, figures.errors, figures.tokens, figures.ttftMs.count], [4, 3, 2, 1]);
  assert.deepEqual(
    figures.failures.map(({ reason, count }) => [reason, count]),
    [
      ['b', 2],
      ['a', 1],
    ],
  );
});

test('reasons without end are summed up, and no failure is lost', () => {
  const { failures } = measureRun(
    Array.from({ length: 100 }, (_, id) => failed(id, `id ${id}`)),
    facts,
  );
  assert.equal(failures.length, 21);
  assert.deepEqual(failures.at(-1), { failure: 'stream', reason: '80 other reasons', count: 80 });
});

test('what our own end cut off is neither request nor error; what had arrived is in the rate', () => {
  const cut = answered(0, [100, 200], { outcome: 'cancelled', endedAt: 9000 });
  const { requests, errors, cancelled, tokens, tokensPerSecond } = measureRun([cut, answered(0, [5000])], facts);
  assert.deepEqual([requests, errors, cancelled, tokens], [1, 0, 1, 1]);
  isNear(tokensPerSecond, 3 / 10);
});

test('who waited through the whole grace for a first token counts with that wait, which is the least it was', () => {
  const waiting = (endedAt: number) => answered(9000, [], { outcome: 'cancelled', endedAt });
  const { ttftMs } = measureRun([answered(0, [100]), waiting(40_000), waiting(9500)], { ...facts, graceMs: 30_000 });
  assert.equal(ttftMs.count, 2);
  isNear(ttftMs.max, 31_000);
});

test('goodput is of those that keep every part of the SLO, and its share of all', () => {
  const records = [answered(0, [100, 200]), answered(0, [100, 900]), answered(0, [700, 800]), failed(0, 'x')];
  const { goodput } = measureRun(records, { ...facts, slo: { ttftMs: 500, tpotMs: 200 } });
  assert.deepEqual(goodput, { requestsPerSecond: 0.1, share: 0.25 });
  assert.equal(measureRun(records, facts).goodput, null);
  assert.deepEqual(measureRun([], { ...facts, slo: { ttftMs: 1 } }).goodput, { requestsPerSecond: 0, share: null });
});

test('a run without requests tells nothing', () => {
  const { requests, tokensPerSecond, ttftMs, timeline, wholeRun } = measureRun([], { ...facts, fallsAt: 0 });
  assert.deepEqual([requests, tokensPerSecond, ttftMs.p50, timeline], [0, null, null, []]);
  assert.deepEqual(wholeRun, { tokens: 0, seconds: 0, tokensPerSecond: null });
});

test('the client is the limit when its busiest thread computes most of the time, sends late, or may open no more', () => {
  const limit = (rest: Partial<RunFacts>, records = [answered(0, [100])]) => {
    const { clientLimited, client } = measureRun(records, { ...facts, ...rest });
    assert.equal(clientLimited, client.limitedBy !== undefined);
    return client.limitedBy ?? '';
  };
  assert.equal(limit({}), '');
  const calm = { whileSending: 0.1, untilEnd: 0.1, lateMs: 0 };
  assert.match(limit({ threads: [calm, { ...calm, whileSending: 0.93 }] }), /2 threads.*93 %.*fewer users, more threads/);
  const busy = { ...calm, whileSending: 0.93 };
  assert.equal(limit({ threads: [busy], fallsAt: 900 }), '', 'a few requests of less than a second');
  const many = Array.from({ length: 20 }, () => answered(0, [100]));
  assert.match(limit({ threads: [busy], fallsAt: 900 }, many), /93 %/);
  assert.match(limit({ threads: [calm, { ...calm, lateMs: 14 }] }), /14\.0 ms.*10\.0 ms/);
  assert.equal(limit({ threads: [{ ...calm, lateMs: 14 }] }, [answered(0, [1000])]), '', 'little beside a TTFT of a second');
  assert.match(limit({ openLimit: 10_000 }), /10000/);
  const late = (ttftMs: number, count: number) => Array.from({ length: count }, () => answered(0, [ttftMs], { sentAt: 12 }));
  assert.match(limit({}, late(100, 20)), /12\.0 ms.*10\.0 ms/);
  assert.equal(limit({}, late(100, 19)), '', 'too few to say what one in twenty is');
  assert.equal(limit({}, late(1000, 20)), '', 'little beside a TTFT of a second');
  const lateFailures = Array.from({ length: 20 }, () => ({ ...failed(0, 'HTTP 503'), sentAt: 12 }));
  assert.match(limit({}, lateFailures), /12\.0 ms.*5\.0 ms/, 'whatever became of them');
});

const times = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 12 });
const anyRecord = fc
  .record({ dueAt: fc.integer({ min: 0, max: 8000 }), gaps: times, tokens: fc.integer({ min: 1, max: 40 }) })
  .map(({ dueAt, gaps, tokens }) => {
    let at = dueAt;
    return answered(
      dueAt,
      gaps.map((gap) => (at += gap)),
      { outputTokens: tokens },
    );
  });
const anyRecords = fc.array(anyRecord, { maxLength: 12 });

test('the tokens of all seconds are those of all answers', () => {
  fc.assert(
    fc.property(anyRecords, (records) => {
      const { timeline, tokens } = measureRun(records, facts);
      isNear(
        timeline.reduce((sum, count) => sum + count, 0),
        tokens,
      );
    }),
  );
});

test('a run that happens later has the same figures', () => {
  const shift = (record: RequestRecord, ms: number): RequestRecord => ({
    ...record,
    dueAt: record.dueAt + ms,
    sentAt: record.sentAt + ms,
    endedAt: record.endedAt + ms,
    outputAt: record.outputAt.map((at) => at + ms),
  });
  fc.assert(
    fc.property(anyRecords, fc.integer({ min: 1, max: 1_000_000 }), (records, ms) => {
      const figures = measureRun(records, { ...facts, fallsAt: 20_000 });
      const later = records.map((record) => shift(record, ms));
      const { steady, ...shifted } = measureRun(later, { ...facts, warmUpMs: ms, fallsAt: 20_000 + ms });
      isNear(steady.toSeconds - steady.fromSeconds, 20);
      assert.deepEqual(shifted.ttftMs, figures.ttftMs);
      assert.deepEqual([shifted.requests, shifted.tokens], [figures.requests, figures.tokens]);
      isNear(shifted.tokensPerSecond, figures.tokensPerSecond ?? 0);
    }),
  );
});

test('the order in which requests are told does not matter', () => {
  fc.assert(
    fc.property(anyRecords, (records) => {
      const { ttftMs, itlMs, tokens, requests } = measureRun(records.toReversed(), facts);
      const forward = measureRun(records, facts);
      assert.deepEqual(
        [ttftMs.p50, itlMs.p95, tokens, requests],
        [forward.ttftMs.p50, forward.itlMs.p95, forward.tokens, forward.requests],
      );
    }),
  );
});
