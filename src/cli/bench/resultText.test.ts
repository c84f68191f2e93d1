import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeLoadResult } from '../../load/fakeLoadResult.ts';
import type { LoadResult } from '../../load/measure/loadResult.ts';
import { numberTable } from './numberTable.ts';
import { resultLines } from './resultText.ts';

function textOf(figures: Partial<LoadResult>): string {
  return resultLines(fakeLoadResult(4, figures)).join('\n');
}

test('numbers end below each other, words begin there', () => {
  assert.deepEqual(
    numberTable(
      ['', 'p50', 'p99'],
      [
        ['TTFT', '9', '1,234'],
        ['end', '10', '7'],
      ],
      new Set([0]),
    ),
    ['      p50    p99', 'TTFT    9  1,234', 'end    10      7'],
  );
});

test('a run says what was sent and what came of it', () => {
  const text = textOf({});
  assert.match(text, /^tiny · 4 users, each asks again/);
  assert.match(text, /^ {2}40 tokens\/s, 4 requests\/s from second /m);
  assert.match(text, /^ {2}100 requests, 0 errors, 1,600 tokens$/m);
  assert.match(textOf({ requests: 1 }), /^ {2}1 request, 0 errors/m);
  assert.match(text, /^ {2}TTFT +100 +100/m);
  for (const absent of ['limit', 'Simulated', 'failed', 'cut off', 'promise', 'joule', 'engine counted', '95 %']) {
    assert.ok(!text.includes(absent), absent);
  }
});

for (const [name, figures, message] of [
  ['the device', { ranOn: 'H100 80GB · half of one GPU' }, /^tiny · .* · H100 80GB · half of one GPU$/m],
  ['a simulated device', { simulated: true }, /^Simulated device\. .*the figures prove the method only\.$/m],
  ['an early end', { isCancelled: true }, /^The run was ended before its time\./m],
  [
    'a client that was the limit, and why',
    { clientLimited: true, client: { ...fakeLoadResult(4).client, limitedBy: 'One thread was busy all the time.' } },
    /^The client was the limit.* One thread was busy all the time\. The server may be faster/m,
  ],
  [
    'failures, the most frequent first',
    {
      errors: 3,
      failures: [
        { failure: 'status', reason: 'HTTP 500', count: 1 },
        { failure: 'timeout', reason: 'silent for 120 s', count: 2 },
      ],
    },
    /^ {2}2 failed: silent for 120 s\n {2}1 failed: HTTP 500$/m,
  ],
  [
    'what the engine counted',
    { engineTokens: 1610 },
    /^ {2}engine counted 1,610 tokens of the whole run, its answers told [\d,]+$/m,
  ],
  ['requests that were cut off', { cancelled: 2 }, /^ {2}100 requests, 0 errors, 2 cut off at the end, /m],
  ['tokens that nobody counted', { tokensFrom: 'chunks' }, /1,600 tokens, counted by chunks where the server told none$/m],
  [
    'energy',
    { energy: { joules: 900, meanWatts: 300, tokensPerJoule: 2.5, source: 'nvidia-smi' } },
    /^ {2}300 W, 2\.5 tokens per joule \(nvidia-smi/m,
  ],
  ['nothing observed', { tokensPerSecond: null, requestsPerSecond: null, requests: 0 }, /^ {2}– tokens\/s, – requests\/s/m],
] satisfies [string, Partial<LoadResult>, RegExp][]) {
  test(`a run tells ${name}`, () => {
    assert.match(textOf(figures), message);
  });
}
