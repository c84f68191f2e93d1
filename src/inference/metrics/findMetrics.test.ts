import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findMetrics } from './findMetrics.ts';

type Page = readonly [status: number, body: string];

/** Which path is found, and which were asked for it. */
async function look(pages: Readonly<Record<string, Page>>, firstPath?: string) {
  const asked: string[] = [];
  const found = await findMetrics((path) => {
    asked.push(path);
    const [status, body] = pages[path] ?? [404, 'Not Found'];
    return Promise.resolve({ status, body });
  }, firstPath);
  return { path: found?.path, id: found?.vocabulary.id, asked };
}

test('paths are asked in order until one has metrics, by what it says', async () => {
  const trtllm: Page = [200, 'trtllm_generation_tokens_total 3'];
  const table: readonly (readonly [Readonly<Record<string, Page>>, string | undefined, string | undefined])[] = [
    [{ '/metrics': [200, 'vllm:generation_tokens_total 3'] }, '/metrics', 'vllm'],
    [{ '/v1/metrics': [200, 'num_requests_running 0\ngpu_cache_usage_perc 0'] }, '/v1/metrics', 'nim'],
    [{ '/metrics': [200, '[{"iter": 1}]'], '/prometheus/metrics': trtllm }, '/prometheus/metrics', 'trtllm'],
    [{ '/metrics': [200, '<!doctype html>'], '/v1/metrics': [500, 'vllm:x 1'] }, undefined, undefined],
    [{ '/metrics': [501, '{"error":{"code":501}}'] }, undefined, undefined],
  ];
  for (const [pages, path, id] of table) {
    const found = await look(pages);
    assert.deepEqual([found.path, found.id], [path, id], JSON.stringify(pages));
  }
});

test('where it was found before is asked first and only once, and the others when it is gone', async () => {
  const pages: Readonly<Record<string, Page>> = { '/prometheus/metrics': [200, 'trtllm_generation_tokens_total 3'] };
  assert.deepEqual((await look(pages, '/prometheus/metrics')).asked, ['/prometheus/metrics']);
  assert.deepEqual((await look(pages, '/v1/metrics')).asked, ['/v1/metrics', '/metrics', '/prometheus/metrics']);
});

test('a server that does not answer is not asked for the next path', async () => {
  let asked = 0;
  const refuse = () => {
    asked++;
    return Promise.reject(new Error('refused'));
  };
  await assert.rejects(findMetrics(refuse), /refused/);
  assert.equal(asked, 1);
});
