import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { readEngineTokens } from './readEngineTokens.ts';

/** A server of these pages, and its address. */
async function serve(pages: Readonly<Record<string, string>>) {
  const server = createServer((request, response) => {
    const page = pages[request.url ?? ''];
    response.writeHead(page === undefined ? 404 : 200).end(page ?? 'Not Found');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('the tokens that a server has counted, wherever it tells them and whatever path is asked for', async () => {
  await using vllm = await serve({
    '/metrics': 'vllm:generation_tokens_total{engine="0"} 5\nvllm:generation_tokens_total{engine="1"} 6',
  });
  assert.deepEqual(await readEngineTokens(`${vllm.url}/v1/chat/completions`), { server: 'vLLM', tokens: 11 });
  await using trtllm = await serve({ '/metrics': '[]', '/prometheus/metrics': 'trtllm_generation_tokens_total 7' });
  assert.deepEqual(await readEngineTokens(trtllm.url), { server: 'TensorRT-LLM', tokens: 7 });
});

test('a server that tells none is nothing to check against, and neither is one that does not answer', async () => {
  let url = '';
  {
    await using ollama = await serve({ '/': 'Ollama is running' });
    url = ollama.url;
    assert.equal(await readEngineTokens(url), null);
    await using triton = await serve({ '/metrics': 'nv_inference_request_success{model="a"} 3' });
    assert.equal(await readEngineTokens(triton.url), null);
    await assert.rejects(readEngineTokens(url, AbortSignal.abort()), { name: 'AbortError' });
  }
  assert.equal(await readEngineTokens(url), null);
});
