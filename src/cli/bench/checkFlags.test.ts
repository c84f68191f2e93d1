import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../usage.ts';
import type { BenchFlags } from './benchFlags.ts';
import { checkSearchFlags } from './checkFlags.ts';

test('what is said of a search goes with a search only', () => {
  checkSearchFlags({ repeats: '3' });
  checkSearchFlags({ 'find-users': true, quantile: 'p90', 'most-users': '8' });
  for (const [flags, message] of [
    [{ quantile: 'p90' }, '--quantile is for --find-users. Give that too, or leave it out.'],
    [{ 'most-users': '8' }, '--most-users is for --find-users. Give that too, or leave it out.'],
    [{ 'find-users': true, repeats: '3' }, '--find-users and --repeats: only one of them can be. Leave one out.'],
  ] satisfies [BenchFlags, string][]) {
    assert.throws(
      () => checkSearchFlags(flags),
      (error) => error instanceof UsageError && error.message === message,
    );
  }
});
