import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { pauseAfterMs } from './backOff.ts';
import { LoadError } from '../loadError.ts';
import { startLoad, type LoadOptions, type LoadRun } from './startLoad.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A server of this test; `url` is where it listens. */
async function listen(answer: Answer): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const chunk = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
const output = (content: string) => chunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
const end = chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
const usage = (tokens: number) => chunk({ choices: [], usage: { completion_tokens: tokens } });
const done = 'data: [DONE]\n\n';

function beginStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
}

/** Writes a whole answer of `tokens` tokens in `tokens` chunks. */
function answerWell(response: ServerResponse, tokens = 3): void {
  beginStream(response);
  response.end([...Array.from({ length: tokens }, () => output('ä')), end, usage(tokens), done].join(''));
}

const plain: Omit<LoadOptions, 'url'> = { model: 'm', users: 1, promptTokens: 5, maxTokens: 7 };

/** Resolves once the run says so; looks again at each turn of the event loop. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
}

async function lastErrorOf(run: LoadRun): Promise<string> {
  await until(() => run.figures().errors > 0);
  run.cancel();
  const { lastError, tokens } = await run.finished;
  assert.equal(tokens, 0);
  return lastError ?? '';
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  return JSON.parse((await request.toArray()).join(''));
}

test('users ask again and again over kept connections; the tokens are the sum of the usage figures', async () => {
  let served = 0;
  const ports = new Set<number | undefined>();
  await using server = await listen((request, response) => {
    ports.add(request.socket.remotePort);
    served++;
    answerWell(response, 3);
  });
  const run = startLoad({ ...plain, url: server.url, users: 2 });
  await until(() => run.figures().requests >= 20);
  run.stop();
  const figures = await run.finished;
  assert.deepEqual([figures.requests, figures.errors, figures.tokens], [served, 0, served * 3]);
  assert.equal(ports.size, 2);
  assert.ok(figures.tokensPerSecond !== null && figures.tokensPerSecond > 0 && figures.ttftP50Ms !== null);
  assert.equal(run.state, 'finished');
});

test('a request says what is wanted, to the address under the path that was given', async () => {
  const { promise, resolve } = Promise.withResolvers<{ readonly url: string | undefined; readonly body: unknown }>();
  await using server = await listen(async (request, response) => {
    resolve({ url: request.url, body: await readBody(request) });
    answerWell(response);
  });
  const run = startLoad({ ...plain, url: `${server.url}/prefix/` });
  const { url, body } = await promise;
  run.stop();
  await run.finished;
  assert.equal(url, '/prefix/v1/chat/completions');
  const { messages, ...rest } = body as { readonly messages: readonly { readonly content: string }[] };
  assert.deepEqual(rest, { model: 'm', max_tokens: 7, stream: true, stream_options: { include_usage: true } });
  assert.equal(messages[0]?.content.split(' ').length, 5);
});

test('a stream split at every byte, with CRLF, comments and no [DONE], is read like any other', async () => {
  await using server = await listen(async (_request, response) => {
    beginStream(response);
    const text = `: ping\n\n${chunk({ choices: [{ delta: { role: 'assistant', content: '' } }] })}${output('ä漢')}${output('b')}${end}${usage(9)}`;
    for (const byte of new TextEncoder().encode(text.replaceAll('\n', '\r\n'))) {
      if (!response.write(new Uint8Array([byte]))) await once(response, 'drain');
    }
    response.end();
  });
  const run = startLoad({ ...plain, url: server.url });
  await until(() => run.figures().requests > 0);
  run.stop();
  const { errors, tokens, requests } = await run.finished;
  assert.deepEqual([errors, tokens], [0, requests * 9]);
});

test('stopping drains: open requests finish and their tokens count', async () => {
  const open: ServerResponse[] = [];
  await using server = await listen((_request, response) => {
    beginStream(response);
    response.write(output('a'));
    open.push(response);
  });
  const stopping = new AbortController();
  const run = startLoad({ ...plain, url: server.url, users: 3, signal: stopping.signal });
  await until(() => open.length === 3);
  stopping.abort();
  assert.equal(run.state, 'draining');
  for (const response of open) response.end(output('b') + end + usage(2) + done);
  const { requests, tokens, errors } = await run.finished;
  assert.deepEqual([requests, tokens, errors, open.length], [3, 6, 0, 3]);
});

test('cancelling ends a stream that hangs, and it does not count', async () => {
  await using server = await listen((_request, response) => {
    beginStream(response);
    response.write(output('a'));
  });
  const run = startLoad({ ...plain, url: server.url, users: 2 });
  await until(() => run.figures().ttftP50Ms !== null);
  run.stop();
  run.cancel();
  const { requests, errors, tokens } = await run.finished;
  assert.deepEqual([requests, errors, tokens], [0, 0, 0]);
});

test('a signal that is aborted already sends nothing', async () => {
  const run = startLoad({ ...plain, url: 'http://127.0.0.1:9', signal: AbortSignal.abort() });
  assert.deepEqual((await run.finished).requests, 0);
});

test('every way to fail is counted with its reason', async (t) => {
  const cases: readonly (readonly [string, Answer, RegExp])[] = [
    ['an error status', (_, response) => response.writeHead(500).end('{"error":{"message":"no room"}}'), /HTTP 500: no room/],
    ['an error status without words', (_, response) => response.writeHead(503).end(), /^HTTP 503$/],
    [
      'an error in the stream',
      (_, response) => (beginStream(response), response.end(output('a') + chunk({ error: { message: 'died' } }))),
      /died/,
    ],
    [
      'JSON in place of a stream',
      (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"detail":"x y"}'),
      /without a stream: x y/,
    ],
    ['no usage', (_, response) => (beginStream(response), response.end(output('a') + end + done)), /no usage/],
    ['cut off', (_, response) => (beginStream(response), response.end(output('a'))), /before the answer was finished/],
    [
      'reset in the middle',
      (_, response) => {
        beginStream(response);
        response.write(output('a'), () => response.socket?.resetAndDestroy());
      },
      /connection broke|aborted/,
    ],
    ['garbage', (_, response) => (beginStream(response), response.end('data: {"a\n\n')), /not JSON/],
  ];
  for (const [name, answer, reason] of cases) {
    await t.test(name, async () => {
      await using server = await listen(answer);
      assert.match(await lastErrorOf(startLoad({ ...plain, url: server.url })), reason);
    });
  }
});

test('nothing listens: it says so', async () => {
  const server = await listen(() => undefined);
  await server[Symbol.asyncDispose]();
  assert.match(await lastErrorOf(startLoad({ ...plain, url: server.url })), /nothing listens/);
});

test('a dead server is not hammered: pauses grow to some seconds, and differ from user to user', () => {
  const pauses = Array.from({ length: 12 }, (_, index) => pauseAfterMs(index + 1, 0, 4));
  assert.deepEqual(
    pauses,
    pauses.toSorted((left, right) => left - right),
  );
  assert.ok((pauses[0] ?? 0) >= 50 && (pauses.at(-1) ?? 0) >= 2000 && pauseAfterMs(1000, 3, 4) <= 10_000);
  assert.equal(new Set([0, 1, 2, 3].map((user) => pauseAfterMs(3, user, 4))).size, 4);
});

test('a server that is silent has failed', async () => {
  await using server = await listen((_request, response) => beginStream(response));
  assert.match(await lastErrorOf(startLoad({ ...plain, url: server.url, silenceMs: 20 })), /silent|broke|aborted/);
});

test('a kept connection that the server closes costs no error', async () => {
  let served = 0;
  await using server = await listen((_request, response) => {
    const { socket } = response;
    served++;
    answerWell(response);
    response.on('finish', () => setImmediate(() => socket?.destroy()));
  });
  const run = startLoad({ ...plain, url: server.url });
  await until(() => run.figures().requests >= 5);
  run.stop();
  const { errors, tokens, requests } = await run.finished;
  assert.deepEqual([errors, tokens], [0, requests * 3]);
  assert.ok(served >= requests);
});

test('options that cannot be are refused with the option, the value and the cure', () => {
  const reasonOf = (options: Partial<LoadOptions>) => {
    try {
      startLoad({ ...plain, url: 'http://127.0.0.1:1', signal: AbortSignal.abort(), ...options });
    } catch (error) {
      return error instanceof LoadError ? error.reason : 'another error';
    }
    return 'none';
  };
  assert.equal(reasonOf({ url: '127.0.0.1:8000' }), 'badUrl');
  assert.equal(reasonOf({ url: 'ftp://x' }), 'badUrl');
  for (const users of [0, -1, 1.5, Number.NaN, Infinity]) assert.equal(reasonOf({ users }), 'badCount');
  assert.equal(reasonOf({ maxTokens: 0 }), 'badCount');
});
