import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { parseExposition } from '../../src/inference/exposition.ts';
import { removeBundle } from '../support/bundle.ts';
import { makePrompts } from '../../src/load/prompts.ts';
import { ensureEmbeddedPackages } from '../support/embeddedPackages.ts';
import { runEngine, tinyModelFile, withChatTemplate, type EngineRun } from './engineRun.ts';

after(removeBundle);

interface Serving extends AsyncDisposable {
  readonly engine: EngineRun;
  readonly url: string;
}

async function serve(more: readonly string[] = [], change?: (model: Uint8Array) => Uint8Array): Promise<Serving> {
  await using resources = new AsyncDisposableStack();
  const packages = await ensureEmbeddedPackages();
  const model = resources.use(await tinyModelFile(change));
  const args = ['--model', model.path, '--alias', 'noise', '--packages', packages, '--port', '0', ...more];
  const engine = resources.use(await runEngine(args));
  const url = await engine.ready();
  const owned = resources.move();
  return { engine, url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function post(url: string, body: object, signal?: AbortSignal): Promise<Response> {
  return fetch(url, { method: 'POST', body: JSON.stringify(body), ...(signal && { signal }) });
}

async function metrics(url: string): Promise<(name: string) => number> {
  const { samples } = parseExposition(await (await fetch(`${url}/metrics`)).text());
  return (name) => samples.filter((sample) => sample.name === `embedded:${name}`).reduce((sum, { value }) => sum + value, 0);
}

interface Streamed {
  readonly text: string;
  readonly chunks: number;
  readonly completionTokens: number;
  readonly promptTokens: number;
  readonly finishReason: string;
}

async function readStream(response: Response): Promise<Streamed> {
  assert.equal(response.status, 200);
  const events = (await response.text()).trimEnd().split('\n\n');
  assert.equal(events.pop(), 'data: [DONE]');
  const chunks = events.map(
    (event) =>
      JSON.parse(event.replace(/^data: /, '')) as {
        choices: { delta?: { content?: string }; finish_reason: string | null }[];
        usage?: { completion_tokens: number; prompt_tokens: number } | null;
      },
  );
  const texts = chunks.map(({ choices }) => choices[0]?.delta?.content ?? '').filter((text) => text !== '');
  const usage = chunks.at(-1)?.usage;
  return {
    text: texts.join(''),
    chunks: texts.length,
    completionTokens: usage?.completion_tokens ?? Number.NaN,
    promptTokens: usage?.prompt_tokens ?? Number.NaN,
    finishReason: chunks.at(-2)?.choices[0]?.finish_reason ?? '',
  };
}

const chat = {
  model: 'noise',
  messages: [{ role: 'user', content: 'Say something, please.' }],
  stream: true,
  stream_options: { include_usage: true },
  ignore_eos: true,
};

async function untilIdle(url: string): Promise<(name: string) => number> {
  for (;;) {
    const read = await metrics(url);
    if (read('requests_running') + read('requests_waiting') + read('kv_cache_usage_ratio') === 0) {
      return read;
    }
  }
}

test('the counter is the sum of the usages, for more streams than sequences', async () => {
  await using serving = await serve(['--parallel', '8', '--ctx-size', '512']);
  const { url, engine } = serving;
  assert.match(engine.log(), /its text is noise/);
  const lengths = Array.from({ length: 24 }, (_, index) => 5 + index);
  const streams = await Promise.all(
    lengths.map(async (maxTokens) => readStream(await post(`${url}/v1/chat/completions`, { ...chat, max_tokens: maxTokens }))),
  );
  assert.deepEqual(
    streams.map(({ completionTokens }) => completionTokens),
    lengths,
  );
  assert.ok(streams.every(({ finishReason, text }) => finishReason === 'length' && text.length > 0));
  assert.ok(streams.every(({ chunks, completionTokens }) => chunks > 1 && chunks <= completionTokens));
  const read = await untilIdle(url);
  const generated = lengths.reduce((sum, length) => sum + length);
  assert.equal(read('generation_tokens_total'), generated);
  assert.equal(
    read('prompt_tokens_total'),
    streams.reduce((sum, { promptTokens }) => sum + promptTokens, 0),
  );
  assert.equal(read('requests_total'), lengths.length);
  assert.equal(read('time_to_first_token_seconds_count'), lengths.length);
  assert.equal(read('inter_token_latency_seconds_count'), generated - lengths.length);
});

test('who hangs up frees the sequence while others go on', async () => {
  await using serving = await serve(['--parallel', '2', '--ctx-size', '2048']);
  const { url } = serving;
  const endless = { ...chat, max_tokens: 2000 };
  const steady = post(`${url}/v1/chat/completions`, { ...chat, max_tokens: 300 }).then(readStream);
  for (let round = 0; round < 5; round += 1) {
    const controller = new AbortController();
    const response = await post(`${url}/v1/chat/completions`, endless, controller.signal);
    await response.body?.getReader().read();
    controller.abort();
  }
  assert.equal((await steady).completionTokens, 300);
  const read = await untilIdle(url);
  const { samples } = parseExposition(await (await fetch(`${url}/metrics`)).text());
  const cancelled = samples.find(({ labels }) => labels.get('status') === 'cancelled');
  assert.equal(cancelled?.value, 5);
  const counted = read('generation_tokens_total');
  assert.ok(counted > 300 && counted < 300 + 5 * 2000);
});

test('the same seed gives the same text, another one another text', async () => {
  await using serving = await serve(['--parallel', '1', '--ctx-size', '512']);
  const write = async (seed: number): Promise<string> => {
    const body = { prompt: 'once', max_tokens: 40, seed, ignore_eos: true };
    const answer = (await (await post(`${serving.url}/v1/completions`, body)).json()) as { choices: { text: string }[] };
    return answer.choices[0]?.text ?? '';
  };
  const first = await write(1);
  assert.equal(await write(1), first);
  assert.notEqual(await write(2), first);
});

test('an answer ends with the context, and a prompt that fills it is refused with the numbers', async () => {
  await using serving = await serve(['--parallel', '2', '--ctx-size', '100']);
  const body = { prompt: 'a b c', max_tokens: 1000, ignore_eos: true };
  const answer = (await (await post(`${serving.url}/v1/completions`, body)).json()) as {
    choices: { finish_reason: string }[];
    usage: { total_tokens: number };
  };
  assert.equal(answer.choices[0]?.finish_reason, 'length');
  assert.equal(answer.usage.total_tokens, 100);
  const tooLong = await post(`${serving.url}/v1/completions`, { prompt: 'z'.repeat(500) });
  assert.equal(tooLong.status, 400);
  assert.match(await tooLong.text(), /50\d tokens; the context of 100 .*context_length_exceeded/);
});

test('a prompt of several batches reads like any other', async () => {
  await using serving = await serve(['--parallel', '2', '--ctx-size', '3000']);
  const body = { prompt: 'zq '.repeat(800), max_tokens: 5, temperature: 0, ignore_eos: true };
  const answers = await Promise.all(
    [1, 2, 3].map(
      async () => (await (await post(`${serving.url}/v1/completions`, body)).json()) as { usage: { prompt_tokens: number } },
    ),
  );
  assert.ok(answers.every(({ usage }) => usage.prompt_tokens > 1600));
});

test('the prompts of our load generator have about a token a word', async () => {
  await using serving = await serve(['--parallel', '1', '--ctx-size', '512']);
  const body = { prompt: makePrompts(200, 7).next().value, max_tokens: 1 };
  const { usage } = (await (await post(`${serving.url}/v1/completions`, body)).json()) as { usage: { prompt_tokens: number } };
  assert.ok(usage.prompt_tokens >= 200 && usage.prompt_tokens < 210, `${usage.prompt_tokens} tokens`);
});

test("the model's own chat template writes the prompt, special tokens and all", async () => {
  const template =
    "{{ bos_token }}{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system role') }}{% endif %}" +
    '{{ m.content }}{{ eos_token }}{% endfor %}';
  await using serving = await serve(['--ctx-size', '512'], (model) => withChatTemplate(model, template));
  const { url } = serving;
  const usageOf = async (path: string, body: object): Promise<number> => {
    const answer = (await (await post(url + path, { max_tokens: 1, ...body })).json()) as { usage: { prompt_tokens: number } };
    return answer.usage.prompt_tokens;
  };
  const asChat = await usageOf('/v1/chat/completions', { messages: [{ role: 'user', content: 'ab' }] });
  assert.equal(asChat, await usageOf('/v1/completions', { prompt: '<s>ab</s>' }));
  assert.ok(asChat < 7);
  const refused = await post(`${url}/v1/chat/completions`, { messages: [{ role: 'system', content: 'x' }] });
  assert.equal(refused.status, 400);
  assert.match(await refused.text(), /no system role/);
});

test('SIGTERM ends the open streams and the process, with exit code 0', async () => {
  await using serving = await serve(['--parallel', '1', '--ctx-size', '4096']);
  const { url, engine } = serving;
  const running = post(`${url}/v1/chat/completions`, { ...chat, max_tokens: 4000 });
  const waiting = post(`${url}/v1/chat/completions`, { ...chat, max_tokens: 4000 });
  const texts = Promise.all([running, waiting].map(async (response) => (await response).text()));
  await Promise.all([running, waiting]);
  engine.child.kill('SIGTERM');
  for (const text of await texts) {
    assert.match(text, /"completion_tokens":\d+.*\n\ndata: \[DONE\]\n\n$/);
  }
  assert.equal(await engine.exit, 0);
});

test('stays when the reader of its log is gone', async () => {
  await using model = await tinyModelFile();
  const packages = await ensureEmbeddedPackages();
  await using engine = await runEngine(['--model', model.path, '--packages', packages, '--port', '0']);
  const url = await engine.listening();
  engine.child.stderr?.destroy();
  while ((await fetch(`${url}/health`)).status !== 200) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal((await fetch(`${url}/v1/models`)).status, 200);
});
