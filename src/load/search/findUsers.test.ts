import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fakeLoadResult, fakePercentiles } from '../fakeLoadResult.ts';
import type { LoadResult } from '../measure/loadResult.ts';
import { defaultCapacitySlo, type Capacity, type Probe } from './capacity.ts';
import { findUsers, type SearchOptions } from './findUsers.ts';

type Server = (users: number, attempt: number) => Partial<LoadResult>;

const slow = { ttftMs: fakePercentiles(1500) };

/** A server that keeps the SLO up to so many users. */
function bears(most: number): Server {
  return (users) => (users <= most ? {} : slow);
}

async function search(server: Server, options: Partial<SearchOptions> = {}): Promise<Capacity & { readonly tried: number[] }> {
  const attempts = new Map<number, number>();
  const capacity = await findUsers({
    run: (users) => {
      const attempt = (attempts.get(users) ?? 0) + 1;
      attempts.set(users, attempt);
      return Promise.resolve(fakeLoadResult(users, server(users, attempt)));
    },
    slo: defaultCapacitySlo,
    mostUsers: 1024,
    signal: new AbortController().signal,
    ...options,
  });
  return { ...capacity, tried: capacity.probes.map(({ users }) => users) };
}

test('doubles until the SLO breaks, tries that once more, then halves the bracket', async () => {
  const { users, tooMany, tried, result, clientLimited } = await search(bears(11));
  assert.deepEqual(tried, [1, 2, 4, 8, 16, 16, 12, 12, 10, 11]);
  assert.deepEqual({ users, tooMany, clientLimited }, { users: 11, tooMany: 12, clientLimited: false });
  assert.deepEqual(result?.plan.arrivals, { kind: 'closed', users: 11 }, 'the figures are those at that number');
});

test('one user is too many', async () => {
  const { users, tooMany, result, tried } = await search(bears(0));
  assert.deepEqual({ users, tooMany, result, tried }, { users: 0, tooMany: 1, result: null, tried: [1, 1] });
});

test('a server that bears all that are tried has no number that is too many', async () => {
  const { users, tooMany, tried } = await search(bears(Infinity), { mostUsers: 100 });
  assert.deepEqual({ users, tooMany }, { users: 100, tooMany: null });
  assert.deepEqual(tried, [1, 2, 4, 8, 16, 32, 64, 100]);
});

test('a first number that is too many leads down, to one user where need be', async () => {
  assert.deepEqual((await search(bears(3), { startUsers: 16 })).tried, [16, 16, 8, 8, 4, 4, 2, 3]);
  assert.equal((await search(bears(0), { startUsers: 16 })).users, 0);
  assert.deepEqual((await search(bears(9), { startUsers: 16, mostUsers: 5 })).tried, [5]);
});

test('a run that was disturbed once does not end the search', async () => {
  const { users, tooMany } = await search((count, attempt) => (count <= 20 && attempt > 1 ? {} : slow));
  assert.deepEqual({ users, tooMany }, { users: 20, tooMany: 21 });
});

test('nothing is tried above a number that was too many twice, even where it would do', async () => {
  const { users, tooMany, tried } = await search((count) => (count === 4 ? slow : {}));
  assert.deepEqual({ users, tooMany, tried }, { users: 3, tooMany: 4, tried: [1, 2, 4, 4, 3] });
});

test('a client that was the limit once does not end the search, and what it measured does not count', async () => {
  const server: Server = (count, attempt) => (count > 20 ? slow : count === 8 && attempt === 1 ? { clientLimited: true } : {});
  const { users, tooMany, clientLimited, tried } = await search(server);
  assert.deepEqual([users, tooMany, clientLimited], [20, 21, false]);
  assert.deepEqual(tried.slice(0, 6), [1, 2, 4, 8, 8, 16]);
});

test('a client that is the limit twice ends the search: what was found is a lower bound', async () => {
  const kept = await search((count) => ({ clientLimited: count >= 32 }));
  assert.deepEqual([kept.users, kept.tooMany, kept.clientLimited], [32, null, true]);
  const broken = await search((count) => (count >= 32 ? { ...slow, clientLimited: true } : {}));
  assert.deepEqual([broken.users, broken.tooMany, broken.clientLimited], [16, null, true]);
  const atOnce = await search(() => ({ ...slow, clientLimited: true }));
  assert.deepEqual([atOnce.users, atOnce.tooMany, atOnce.result], [0, null, null]);
});

const judged: readonly { readonly name: string; readonly figures: Partial<LoadResult>; readonly because: RegExp | undefined }[] =
  [
    { name: 'p95 at the limit', figures: { ttftMs: fakePercentiles(1000) }, because: undefined },
    { name: 'p95 a hair above', figures: { ttftMs: fakePercentiles(1000.25) }, because: /p95 1000\.25 ms; allowed are 1000 ms/ },
    { name: 'p99 alone above', figures: { ttftMs: { ...fakePercentiles(10), p99: 5000 } }, because: undefined },
    { name: 'fewer than 1 % fail', figures: { requests: 101, errors: 1 }, because: undefined },
    {
      name: '1 % fails',
      figures: { requests: 100, errors: 1 },
      because: /1 of 100 requests failed \(1 %\); allowed are less than 1 %/,
    },
    {
      name: 'all fail',
      figures: {
        errors: 100,
        ttftMs: fakePercentiles(null),
        failures: [
          { failure: 'status', reason: 'HTTP 500', count: 1 },
          { failure: 'status', reason: 'HTTP 503: busy', count: 99 },
        ],
      },
      because: /every request failed: HTTP 503: busy/,
    },
    { name: 'nothing ended', figures: { requests: 0, ttftMs: fakePercentiles(null) }, because: /no request ended/ },
    { name: 'no first token', figures: { ttftMs: fakePercentiles(null) }, because: /no time to first token/ },
  ];
for (const { name, figures, because } of judged) {
  test(`${name}: ${because === undefined ? 'within the SLO' : 'too many, with the reason'}`, async () => {
    const [first] = (await search(() => figures, { mostUsers: 1 })).probes;
    assert.equal(first?.isWithinSlo, because === undefined);
    if (because !== undefined) assert.match(first?.because ?? '', because);
  });
}

test('another quantile and another share of errors count where they are told', async () => {
  const slo = { ttftMs: 200, quantile: 'p50', errorShare: 0.1 } as const;
  const figures = { errors: 9, ttftMs: { ...fakePercentiles(900), p50: 150 } };
  assert.equal((await search(() => figures, { mostUsers: 1, slo })).users, 1);
  assert.equal((await search(() => figures, { mostUsers: 1 })).users, 0);
});

test('an abort ends it, and what was cut short is no probe', async () => {
  const abort = new AbortController();
  const told: Probe[] = [];
  const searching = findUsers({
    run: (users) => {
      if (users === 4) abort.abort();
      return Promise.resolve(fakeLoadResult(users, users === 4 ? { requests: 0 } : {}));
    },
    slo: defaultCapacitySlo,
    mostUsers: 64,
    signal: abort.signal,
    onProbe: (probe) => told.push(probe),
  });
  await assert.rejects(searching, { name: 'AbortError' });
  assert.deepEqual(
    told.map(({ users, isWithinSlo }) => [users, isWithinSlo]),
    [
      [1, true],
      [2, true],
    ],
  );
});

const counts = fc.record({
  most: fc.integer({ min: 1, max: 3000 }),
  capacity: fc.integer({ min: 0, max: 4000 }),
  start: fc.integer({ min: 1, max: 200 }),
});

test('whatever a server bears is found: exactly up to 64 users, within 2 % above, and in few runs', async () => {
  await fc.assert(
    fc.asyncProperty(counts, fc.boolean(), async ({ most, capacity, start }, isNoisy) => {
      const { users, tooMany, probes } = await search(
        (count, attempt) => (count <= capacity && !(isNoisy && attempt === 1) ? {} : slow),
        {
          mostUsers: most,
          startUsers: start,
        },
      );
      assert.ok(users <= Math.min(capacity, most));
      assert.ok(tooMany === null ? users === most : tooMany > capacity && tooMany <= most);
      assert.ok(tooMany === null || tooMany - users === 1 || (users >= 64 && tooMany - users <= users * 0.02));
      assert.ok(probes.every((probe) => probe.users >= 1 && probe.users <= most));
      const numbers = new Set(probes.map((probe) => probe.users));
      assert.ok(probes.length <= 2 * numbers.size && numbers.size <= 2 * Math.ceil(Math.log2(most)) + 2);
    }),
  );
});
