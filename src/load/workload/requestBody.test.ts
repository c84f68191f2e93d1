import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Endpoint } from '../plan/loadPlan.ts';
import { requestBody } from './requestBody.ts';
import { testPlan } from './testPlan.ts';

const messages = [
  { role: 'system', content: 'Be short.' },
  {
    role: 'user',
    content: [
      { type: 'text', text: 'Hi' },
      { type: 'image_url', image_url: { url: 'data:,' } },
    ],
  },
];

function write(endpoint: Partial<Endpoint>, ignoresEndOfText = false): { readonly body: unknown; readonly maxTokens?: number } {
  const written = requestBody({ endpoint: { ...testPlan.endpoint, ...endpoint }, ignoresEndOfText }, { messages, maxTokens: 16 });
  return { ...written, body: JSON.parse(written.body) };
}

const streamed = { model: 'm', max_tokens: 16, stream: true, stream_options: { include_usage: true } };

for (const [name, endpoint, ignoresEndOfText, body] of [
  ['chat', {}, false, { ...streamed, messages }],
  ['completions', { api: 'completions' }, false, { ...streamed, prompt: 'Be short.\n\nHi' }],
  ['embeddings: no stream, and the last message alone', { api: 'embeddings' }, true, { model: 'm', input: 'Hi' }],
  ['an answer that goes on to its end', {}, true, { ...streamed, messages, ignore_eos: true, min_tokens: 16 }],
  [
    'further fields take the place of ours',
    { body: { max_tokens: 3, temperature: 0, messages: [] } },
    false,
    { ...streamed, max_tokens: 3, temperature: 0, messages: [] },
  ],
  [
    'figures that come with each chunk are asked for beside the last ones',
    { body: { stream_options: { continuous_usage_stats: true } } },
    false,
    { ...streamed, messages, stream_options: { include_usage: true, continuous_usage_stats: true } },
  ],
] satisfies [string, Partial<Endpoint>, boolean, unknown][]) {
  test(`a body of ${name}`, () => {
    assert.deepEqual(write(endpoint, ignoresEndOfText).body, body);
  });
}

test('the longest answer is the one that the server reads', () => {
  assert.equal(write({}).maxTokens, 16);
  assert.equal(write({ body: { max_tokens: 3 } }).maxTokens, 3);
  assert.equal(write({ body: { max_completion_tokens: 5 } }).maxTokens, 5);
  assert.equal(write({ api: 'embeddings' }).maxTokens, undefined);
});
