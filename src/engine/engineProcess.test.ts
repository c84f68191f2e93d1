import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { bytesOf, fakeLanguageModel, type FakeModelOptions } from '../../test/engine/fakeLanguageModel.ts';
import { maxBodyBytes } from './api/requestBody.ts';
import { startEngine, type RunningEngine } from './engineProcess.ts';
import type { LanguageModel } from './model.ts';
import type { EngineOptions } from './options.ts';
import { StartError } from './startError.ts';

const options: EngineOptions = {
  modelFile: '/models/noise.gguf',
  alias: 'chat',
  host: '127.0.0.1',
  port: 0,
  parallel: 2,
  contextTokens: 256,
  stepMs: 0,
  packagesDirectory: '/nowhere',
};

interface TestEngine extends AsyncDisposable {
  readonly running: RunningEngine;
  readonly lines: readonly string[];
  post(path: string, body: unknown): Promise<Response>;
  get(path: string): Promise<Response>;
  metric(name: string): Promise<number>;
}

async function serve(model: Promise<LanguageModel>): Promise<TestEngine> {
  const lines: string[] = [];
  const running = await startEngine(options, { log: (line) => lines.push(line), loadModel: () => model });
  const get = (path: string) => fetch(running.url + path);
  return {
    running,
    lines,
    get,
    post: (path, body) =>
      fetch(running.url + path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }),
    metric: async (name) => {
      const line = (await (await get('/metrics')).text()).split('\n').find((text) => text.startsWith(`embedded:${name} `));
      return Number(line?.split(' ').at(-1));
    },
    [Symbol.asyncDispose]: () => running.stop(),
  };
}

async function serveFake(fake: FakeModelOptions = {}): Promise<TestEngine> {
  const engine = await serve(Promise.resolve(fakeLanguageModel(fake)));
  await engine.running.ready;
  return engine;
}

/** The events of a stream without their `data: `. */
function eventsOf(text: string): string[] {
  assert.ok(text.endsWith('\n\n'));
  return text
    .slice(0, -2)
    .split('\n\n')
    .map((block) => {
      assert.match(block, /^data: .*$/);
      return block.slice('data: '.length);
    });
}

/** An answer that only a limit, a cancellation or a stop ends. */
function endlessly(text: string): () => Iterable<number> {
  return function* () {
    for (;;) {
      yield* bytesOf(text);
    }
  };
}

const hugeContext = 100_000_000;
const endless = { prompt: 'hi', max_tokens: hugeContext, stream: true };

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) {
    await nextTurn();
  }
}

const chat = { model: 'chat', messages: [{ role: 'user', content: 'hi' }] };

test('is alive before the model is loaded, and says so', async () => {
  const loading = Promise.withResolvers<LanguageModel>();
  await using engine = await serve(loading.promise);
  const early = await engine.get('/health');
  assert.deepEqual([early.status, await early.json()], [503, { status: 'loading' }]);
  const tooEarly = await engine.post('/v1/chat/completions', chat);
  assert.equal(tooEarly.status, 503);
  assert.equal(tooEarly.headers.get('retry-after'), '1');
  assert.equal((await engine.get('/metrics')).status, 200);
  loading.resolve(fakeLanguageModel());
  await engine.running.ready;
  const late = await engine.get('/health');
  assert.deepEqual([late.status, await late.json()], [200, { status: 'ok' }]);
});

test('a model that does not load rejects `ready`', async () => {
  const failure = new StartError('badModel', 'no model');
  await using engine = await serve(Promise.reject(failure));
  await assert.rejects(engine.running.ready, failure);
});

test('lists the model under its alias', async () => {
  await using engine = await serveFake();
  const list: unknown = await (await engine.get('/v1/models?limit=1')).json();
  const [entry] = (list as { data: { id: string; max_model_len: number }[] }).data;
  assert.deepEqual([entry?.id, entry?.max_model_len], ['chat', 256]);
});

test('answers a chat as one object with usage', async () => {
  await using engine = await serveFake({ answer: (prompt) => bytesOf(` <${prompt}>`) });
  const response = await engine.post('/v1/chat/completions', chat);
  const { id, created, ...rest } = (await response.json()) as { id: string; created: number };
  assert.match(id, /^chatcmpl-\w+$/);
  assert.ok(Math.abs(created - Date.now() / 1000) < 60);
  assert.deepEqual(rest, {
    object: 'chat.completion',
    model: 'chat',
    system_fingerprint: 'embedded-llama.cpp',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: ' <User: hi\nAssistant:>', refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 19, completion_tokens: 23, total_tokens: 42 },
  });
  assert.equal(await engine.metric('generation_tokens_total'), 23);
});

test('streams a chat: role first, text, finish reason, usage alone, DONE', async () => {
  await using engine = await serveFake({ answer: () => bytesOf('h€') });
  const response = await engine.post('/v1/chat/completions', { ...chat, stream: true, stream_options: { include_usage: true } });
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
  const events = eventsOf(await response.text());
  assert.equal(events.pop(), '[DONE]');
  const chunks = events.map(
    (event) => JSON.parse(event) as { id: string; object: string; choices: object[]; usage: object | null },
  );
  assert.equal(new Set(chunks.map(({ id }) => id)).size, 1);
  assert.ok(chunks.every(({ object }) => object === 'chat.completion.chunk'));
  const choice = (delta: object, reason: string | null) => [{ index: 0, delta, logprobs: null, finish_reason: reason }];
  assert.deepEqual(
    chunks.map(({ choices, usage }) => ({ choices, usage })),
    [
      { choices: choice({ role: 'assistant', content: '' }, null), usage: null },
      { choices: choice({ content: 'h' }, null), usage: null },
      { choices: choice({ content: '€' }, null), usage: null },
      { choices: choice({}, 'stop'), usage: null },
      { choices: [], usage: { prompt_tokens: 19, completion_tokens: 5, total_tokens: 24 } },
    ],
  );
});

test('a stream without include_usage tells none', async () => {
  await using engine = await serveFake();
  const response = await engine.post('/v1/completions', { prompt: 'hi', max_tokens: 2, stream: true });
  const events = eventsOf(await response.text());
  assert.equal(events.length, 4);
  assert.ok(events.every((event) => !event.includes('usage')));
  assert.match(events[2] ?? '', /"text":"".*"finish_reason":"length"/);
});

test('a stream whose answer is empty is whole all the same', async () => {
  await using engine = await serveFake({ answer: () => [] });
  const events = eventsOf(await (await engine.post('/v1/chat/completions', { ...chat, stream: true })).text());
  assert.match(events[0] ?? '', /"role":"assistant"/);
  assert.match(events[1] ?? '', /"finish_reason":"stop"/);
  assert.deepEqual(events.slice(2), ['[DONE]']);
});

test('random weights say in every answer that the text is noise, and once in the log', async () => {
  await using engine = await serveFake({ isNoise: true });
  for (const stream of [true, false]) {
    const response = await engine.post('/v1/completions', { prompt: 'hi', stream });
    assert.match(response.headers.get('x-gpu-fractions-note') ?? '', /noise/);
    assert.match(await response.text(), /"system_fingerprint":"[^"]*noise/);
  }
  assert.equal(engine.lines.filter((line) => line.includes('noise;') || line.includes('is noise')).length, 1);
});

test('wrong paths, methods and bodies get the shape of an OpenAI error', async () => {
  await using engine = await serveFake();
  const cases: readonly (readonly [Promise<Response>, number, string])[] = [
    [engine.get('/v1/nothing'), 404, 'unknown_url'],
    [engine.get('/v1/chat/completions'), 405, 'method_not_allowed'],
    [engine.post('/metrics', {}), 405, 'method_not_allowed'],
    [engine.post('/v1/completions', ''), 400, 'invalid_json'],
    [engine.post('/v1/completions', '{"prompt": "hi"'), 400, 'invalid_json'],
    [engine.post('/v1/completions', { prompt: 'hi', model: 'other' }), 404, 'model_not_found'],
    [engine.post('/v1/completions', { prompt: 'x'.repeat(300) }), 400, 'context_length_exceeded'],
    [engine.post('/v1/completions', ' '.repeat(maxBodyBytes + 1)), 413, 'request_too_large'],
  ];
  for (const [answer, status, code] of cases) {
    const response = await answer;
    const { error } = (await response.json()) as { error: { message: string; type: string; param: unknown; code: string } };
    assert.deepEqual([response.status, error.code], [status, code]);
    assert.ok(error.message.length > 0 && error.type === 'invalid_request_error' && error.param !== undefined);
  }
  assert.equal((await engine.get('/v1/completions')).headers.get('allow'), 'POST');
  assert.equal(await engine.metric('requests_total{status="error"}'), 5);
  assert.equal(await engine.metric('generation_tokens_total'), 0);
});

test('more requests than sequences wait in the queue', async () => {
  await using engine = await serveFake({ parallel: 1, contextTokens: hugeContext, answer: endlessly('abc') });
  const holder = new AbortController();
  const holding = await fetch(`${engine.running.url}/v1/completions`, {
    method: 'POST',
    body: JSON.stringify(endless),
    signal: holder.signal,
  });
  assert.equal(holding.status, 200);
  const waiting = engine.post('/v1/completions', { prompt: 'hi', max_tokens: 3 });
  await until(async () => (await engine.metric('requests_waiting')) === 1);
  assert.equal(await engine.metric('requests_running'), 1);
  assert.ok((await engine.metric('kv_cache_usage_ratio')) > 0);
  holder.abort();
  const answer = (await (await waiting).json()) as { choices: { text: string }[] };
  assert.equal(answer.choices[0]?.text, 'abc');
  await until(async () => (await engine.metric('requests_running')) === 0);
});

test('who hangs up while it waits leaves the queue, and no token is made for it', async () => {
  await using engine = await serveFake({ parallel: 1, contextTokens: hugeContext, answer: endlessly('a') });
  const body = JSON.stringify(endless);
  const first = httpRequest(`${engine.running.url}/v1/completions`, { method: 'POST' });
  first.on('error', () => undefined).end(body);
  await once(first, 'response');
  const second = httpRequest(`${engine.running.url}/v1/completions`, { method: 'POST' });
  second.on('error', () => undefined).end(body);
  await until(async () => (await engine.metric('requests_waiting')) === 1);
  second.destroy();
  await until(async () => (await engine.metric('requests_waiting')) === 0);
  assert.equal(await engine.metric('requests_total{status="cancelled"}'), 1);
  first.destroy();
  await until(async () => (await engine.metric('requests_running')) === 0);
  assert.equal(await engine.metric('requests_total{status="cancelled"}'), 2);
});

test('who hangs up while it still sends is no fault of the engine', async () => {
  await using engine = await serveFake();
  const request = httpRequest(`${engine.running.url}/v1/completions`, { method: 'POST', headers: { 'content-length': 100 } });
  request.on('error', () => undefined);
  await new Promise((sent) => request.write('{', sent));
  request.destroy();
  await until(async () => (await engine.metric('requests_total{status="cancelled"}')) === 1);
  assert.ok(!engine.lines.some((line) => line.includes('Error')));
});

test('a model that fails in the middle of a stream ends it with an error event', async () => {
  await using engine = await serveFake({
    answer: function* () {
      yield 65;
      throw new Error('decode failed');
    },
  });
  const events = eventsOf(await (await engine.post('/v1/completions', { prompt: 'hi', stream: true })).text());
  assert.match(events.at(-2) ?? '', /"error":.*"generation_failed"/);
  assert.equal(events.at(-1), '[DONE]');
  const whole = await engine.post('/v1/completions', { prompt: 'hi' });
  assert.equal(whole.status, 500);
  assert.ok(engine.lines.some((line) => line.includes('decode failed')));
});

test('a stop ends open streams with an error, their usage and DONE', async () => {
  const engine = await serveFake({ contextTokens: hugeContext, answer: endlessly('a') });
  const response = await engine.post('/v1/completions', { ...endless, stream_options: { include_usage: true } });
  const text = response.text();
  await engine.running.stop();
  const events = eventsOf(await text);
  assert.equal(events.pop(), '[DONE]');
  const usage = JSON.parse(events.pop() ?? '') as { usage: { completion_tokens: number } };
  assert.match(events.pop() ?? '', /"error":.*"engine_stopping"/);
  assert.ok(usage.usage.completion_tokens >= events.length);
  await assert.rejects(engine.get('/health'));
});

test('an occupied port is named', async () => {
  await using engine = await serveFake();
  const port = Number(new URL(engine.running.url).port);
  await assert.rejects(
    startEngine({ ...options, port }, { log: () => undefined, loadModel: () => Promise.resolve(fakeLanguageModel()) }),
    (error) => error instanceof StartError && error.reason === 'cannotListen' && error.message.includes(String(port)),
  );
});
