import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf, endOfText, fakeLanguageModel, type FakeModelOptions } from '../../test/engine/fakeLanguageModel.ts';
import { complete, type CompletionEvent, type CompletionRequest, type Generator } from './completion.ts';
import { EngineMetrics, type RequestOutcome } from './metrics/engineMetrics.ts';
import { SequencePool } from './scheduler/sequencePool.ts';
import { StepGate } from './scheduler/stepGate.ts';

function fakeGenerator(options: FakeModelOptions = {}) {
  const model = fakeLanguageModel(options);
  const pool = new SequencePool(model.sequences, (error) => {
    throw error;
  });
  const metrics = new EngineMetrics(() => ({ running: pool.running, waiting: pool.waiting, kvUse: 0 }));
  const generator: Generator = { model, pool, gate: new StepGate(), metrics, now: () => performance.now() };
  return { generator, model, pool, metrics };
}

function ask(prompt: string, more: Partial<CompletionRequest> = {}): CompletionRequest {
  const sampling = { temperature: 0, topP: 1, topK: 0, seed: 1, ignoresEndOfText: false };
  return { prompt: bytesOf(prompt), maxTokens: 100, stop: [], sampling, ...more };
}

function contextOf(signal = new AbortController().signal, outcome: RequestOutcome = 'cancelled') {
  return { arrivedAt: performance.now(), signal, interruptedOutcome: () => outcome };
}

async function collect(events: AsyncIterable<CompletionEvent>) {
  let text = '';
  for await (const event of events) {
    if (event.kind === 'end') {
      return { text, ending: event.ending, ...event.usage };
    }
    text += event.text;
  }
  throw new Error('no end');
}

test('the end of the text is a token that is counted, not text', async () => {
  const { generator, metrics } = fakeGenerator({ answer: () => bytesOf('hello') });
  const result = await collect(complete(generator, ask('hi'), contextOf()));
  assert.deepEqual(result, { text: 'hello', ending: 'stop', promptTokens: 2, generatedTokens: 6 });
  assert.equal(metrics.generationTokens.value, 6);
});

test('ends at the limit, in the middle of a character too', async () => {
  const { generator, metrics } = fakeGenerator({ answer: () => bytesOf('a€') });
  const result = await collect(complete(generator, ask('hi', { maxTokens: 3 }), contextOf()));
  assert.deepEqual(result, { text: 'a\uFFFD', ending: 'length', promptTokens: 2, generatedTokens: 3 });
  assert.equal(metrics.generationTokens.value, 3);
});

test('a stop string ends the text before it', async () => {
  const { generator } = fakeGenerator({ answer: () => bytesOf('one two three') });
  const result = await collect(complete(generator, ask('hi', { stop: ['three', 'two'] }), contextOf()));
  assert.deepEqual(result, { text: 'one ', ending: 'stop', promptTokens: 2, generatedTokens: 7 });
});

test('text that only looks like a stop string comes in the end', async () => {
  const { generator } = fakeGenerator({ answer: () => bytesOf('one tw') });
  const { text } = await collect(complete(generator, ask('hi', { stop: ['two'] }), contextOf()));
  assert.equal(text, 'one tw');
});

test('goes on past the end of the text where asked to', async () => {
  const { generator } = fakeGenerator({ answer: () => [65, endOfText, 66] });
  const sampling = { ...ask('').sampling, ignoresEndOfText: true };
  const result = await collect(complete(generator, ask('hi', { sampling, maxTokens: 8 }), contextOf()));
  assert.deepEqual(result, { text: 'AB', ending: 'length', promptTokens: 2, generatedTokens: 8 });
});

test('a long prompt is read in chunks', async () => {
  const { generator, model } = fakeGenerator({ parallel: 1, batchTokens: 16, answer: (prompt) => bytesOf(prompt.toUpperCase()) });
  const prompt = 'abcdefghijklmnopqrst';
  const { text } = await collect(complete(generator, ask(prompt), contextOf()));
  assert.equal(text, prompt.toUpperCase());
  assert.deepEqual(model.sequences[0]?.prefills, [8, 8]);
});

test('more requests than sequences wait, and every token is counted once', async () => {
  const { generator, metrics, pool, model } = fakeGenerator({ parallel: 3, answer: (prompt) => bytesOf(prompt.repeat(4)) });
  const prompts = Array.from({ length: 20 }, (_, index) => `p${index}`);
  const results = await Promise.all(prompts.map((prompt) => collect(complete(generator, ask(prompt), contextOf()))));
  assert.deepEqual(
    results.map(({ text }) => text),
    prompts.map((prompt) => prompt.repeat(4)),
  );
  assert.equal(
    results.reduce((sum, { generatedTokens }) => sum + generatedTokens, 0),
    metrics.generationTokens.value,
  );
  assert.deepEqual([pool.running, pool.waiting], [0, 0]);
  assert.match(metrics.expose(), /requests_total\{status="ok"\} 20/);
  assert.ok(model.sequences.every(({ clears }) => clears > 0));
});

test('an interruption while running frees the sequence, counts and says so', async () => {
  const { generator, metrics, pool } = fakeGenerator({ parallel: 1, answer: () => bytesOf('x'.repeat(1000)) });
  const controller = new AbortController();
  let seen = 0;
  let end: CompletionEvent | undefined;
  for await (const event of complete(generator, ask('hi', { maxTokens: 500 }), contextOf(controller.signal))) {
    end = event;
    seen += 1;
    if (seen === 5) {
      controller.abort();
    }
  }
  assert.deepEqual(end, { kind: 'end', ending: 'interrupted', usage: { promptTokens: 2, generatedTokens: 5 } });
  assert.equal(metrics.generationTokens.value, 5);
  assert.match(metrics.expose(), /requests_total\{status="cancelled"\} 1/);
  const next = await collect(complete(generator, ask('hi', { maxTokens: 2 }), contextOf()));
  assert.equal(next.text, 'xx');
  assert.equal(pool.running, 0);
});

test('an interruption in the queue generates nothing', async () => {
  const { generator, metrics, pool } = fakeGenerator({ parallel: 1 });
  using _holder = await pool.acquire(new AbortController().signal);
  const controller = new AbortController();
  const waiting = collect(complete(generator, ask('hi'), contextOf(controller.signal, 'error')));
  controller.abort();
  assert.deepEqual(await waiting, { text: '', ending: 'interrupted', promptTokens: 2, generatedTokens: 0 });
  assert.match(metrics.expose(), /requests_total\{status="error"\} 1/);
});

test('a model that fails is an error, and its sequence is free again', async () => {
  const failure = new Error('decode failed');
  let calls = 0;
  const { generator, metrics } = fakeGenerator({
    parallel: 1,
    answer: function* () {
      calls += 1;
      yield 65;
      if (calls === 1) {
        throw failure;
      }
    },
  });
  await assert.rejects(collect(complete(generator, ask('hi'), contextOf())), failure);
  assert.match(metrics.expose(), /requests_total\{status="error"\} 1/);
  assert.equal((await collect(complete(generator, ask('hi'), contextOf()))).text, 'A');
});
