import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoadError } from '../loadError.ts';
import type { Api } from '../plan/loadPlan.ts';
import { requestUrl } from './requestUrl.ts';

test('a path below the address, with a version unless it has one', () => {
  const cases: readonly (readonly [string, Api, string])[] = [
    ['http://127.0.0.1:8001', 'chat', 'http://127.0.0.1:8001/v1/chat/completions'],
    ['http://127.0.0.1:8001/', 'completions', 'http://127.0.0.1:8001/v1/completions'],
    ['http://h/v1', 'embeddings', 'http://h/v1/embeddings'],
    ['http://h/openai/v2//', 'chat', 'http://h/openai/v2/chat/completions'],
    ['https://h/v1beta', 'chat', 'https://h/v1beta/chat/completions'],
    ['http://h/my-v1', 'chat', 'http://h/my-v1/v1/chat/completions'],
    ['http://[::1]:8000/prefix/', 'chat', 'http://[::1]:8000/prefix/v1/chat/completions'],
    ['http://h/v1?api-version=7#x', 'chat', 'http://h/v1/chat/completions?api-version=7'],
    ['http://h/v1/chat/completions', 'chat', 'http://h/v1/chat/completions'],
    ['http://h/team/v1/embeddings/', 'embeddings', 'http://h/team/v1/embeddings/'],
  ];
  for (const [base, api, url] of cases) assert.equal(requestUrl(base, api).href, url, `${base} ${api}`);
});

test('what is no address is refused with the value and the cure', () => {
  for (const base of ['', '127.0.0.1:8000', 'ftp://h', 'http://', 'localhost:8000', 'ws://h']) {
    assert.throws(
      () => requestUrl(base, 'chat'),
      (error) =>
        error instanceof LoadError &&
        error.reason === 'badUrl' &&
        error.message.includes(`"${base}"`) &&
        error.message.includes('Give one'),
    );
  }
});
