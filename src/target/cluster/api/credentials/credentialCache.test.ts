import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CredentialCache } from './credentialCache.ts';

function counting(lifetimeMs: number, clock: { now: number }) {
  let loads = 0;
  const load = () => Promise.resolve({ serial: ++loads, expiresAtMs: clock.now + lifetimeMs });
  return new CredentialCache(load, () => clock.now);
}

test('callers at the same time share one way of getting a credential', async () => {
  const cache = counting(Infinity, { now: 0 });
  const all = await Promise.all([cache.get(), cache.get(), cache.get()]);
  assert.deepEqual(new Set(all.map(({ serial }) => serial)), new Set([1]));
  assert.equal((await cache.get()).serial, 1);
});

test('a credential is got anew shortly before it ends', async () => {
  const clock = { now: 1_000_000 };
  const cache = counting(60_000, clock);
  assert.equal((await cache.get()).serial, 1);
  clock.now += 49_000;
  assert.equal((await cache.get()).serial, 1);
  clock.now += 2000;
  assert.equal((await cache.get()).serial, 2);
});

test('what the server refuses is dropped, unless another one has come since', async () => {
  const cache = counting(Infinity, { now: 0 });
  const first = await cache.get();
  cache.drop(first);
  const second = await cache.get();
  assert.equal(second.serial, 2);
  cache.drop(first);
  assert.equal(await cache.get(), second);
});

test('a failure is told to all who wait, and is not kept', async () => {
  let attempts = 0;
  const cache = new CredentialCache(() => (++attempts === 1 ? Promise.reject(new Error('no')) : Promise.resolve({})));
  const results = await Promise.allSettled([cache.get(), cache.get()]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.equal(attempts, 1);
  await cache.get();
});
