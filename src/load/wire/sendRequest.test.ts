import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { LoadError } from '../loadError.ts';
import { ConnectionPool } from './connectionPool.ts';
import { always, closing, openFakeServer, type Serve } from './fakeServer.ts';
import { chunkOf, chunkedStream, done, end, event, output, streamHead, usage } from './fakeStream.ts';
import { requestUrl } from './requestUrl.ts';
import { sendRequest } from './sendRequest.ts';
import { type Heard, ask, askOf, failureOf } from './testAsk.ts';

const whole = (status: string, type: string, body: string | Buffer, headers = '') =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n`),
    Buffer.from(body),
  ]);
const json = (status: string, value: unknown) => whole(status, 'application/json', JSON.stringify(value));

test('a request as it goes over the wire', async () => {
  await using server = await openFakeServer(always(chunkedStream(output('a'), end, usage(1), done)));
  const url = requestUrl(`http://user:p%40ss@127.0.0.1:${server.port}/x?y=1`, 'completions');
  using pool = new ConnectionPool(url, { headers: { 'X-Team': 'ümlaut', Accept: '*/*' } });
  await ask(pool);
  assert.equal(
    Buffer.from(server.requests[0] ?? '', 'latin1').toString('latin1'),
    [
      'POST /x/v1/completions?y=1 HTTP/1.1',
      `host: 127.0.0.1:${server.port}`,
      'user-agent: gpu-fractions',
      'content-type: application/json',
      'accept: */*',
      'accept-encoding: identity',
      `authorization: Basic ${btoa('user:p@ss')}`,
      'x-team: ümlaut',
      'content-length: 8',
      '',
      Buffer.from('{"ä":1}').toString('latin1'),
    ].join('\r\n'),
  );
});

test('headers that cannot be sent are refused by name, and their value is not told', () => {
  for (const [name, value] of Object.entries({
    'a b': 'x',
    '': 'x',
    authorization: 'Bearer geheim\r\nx: y',
    'Content-Length': '3',
    x: '漢geheim',
  })) {
    assert.throws(
      () => new ConnectionPool(new URL('http://h/'), { headers: { [name]: value } }),
      (error) =>
        error instanceof LoadError &&
        error.reason === 'badHeader' &&
        error.message.includes(`"${name}"`) &&
        !error.message.includes('geheim'),
    );
  }
});

test('what a stream tells: chunks by read, counts as they go or at the end, why it finished', async () => {
  const cases: readonly (readonly [string, readonly string[], object, readonly Heard[]])[] = [
    [
      'usage at the end',
      [output('a'), output('b') + output('c'), end, usage(7) + done],
      { chunks: 3, outputTokens: 7, promptTokens: 5 },
      [
        [1, undefined],
        [2, undefined],
      ],
    ],
    [
      'usage with the last output',
      [output('a'), output('b') + end + usage(7) + done],
      { chunks: 2, outputTokens: 7, promptTokens: 5 },
      [
        [1, undefined],
        [1, undefined],
      ],
    ],
    [
      'usage as it goes',
      [
        output('', { usage: { completion_tokens: 0 } }),
        output('a', { usage: { completion_tokens: 2 } }),
        output('b', { usage: { completion_tokens: 5 } }),
        end + done,
      ],
      { chunks: 2, outputTokens: 5 },
      [
        [1, 2],
        [1, 5],
      ],
    ],
    [
      'timings of llama.cpp',
      [output('a'), event({ choices: [{ delta: {}, finish_reason: 'stop' }], timings: { predicted_n: 4 } }) + done],
      { chunks: 1, outputTokens: 4 },
      [[1, undefined]],
    ],
    ['no usage', [output('a'), end + done], { chunks: 1 }, [[1, undefined]]],
    ['nothing was said, and counted so', [end, usage(0) + done], { chunks: 0, outputTokens: 0, promptTokens: 5 }, []],
    ['after the end', [output('a') + end, done + output('b') + usage(9)], { chunks: 1 }, [[1, undefined]]],
  ];
  for (const [name, reads, figures, heard] of cases) {
    const asked = await askOf(async (socket) => {
      socket.write(`${streamHead}transfer-encoding: chunked\r\n\r\n`);
      for (const read of reads) {
        await delay(5);
        socket.write(chunkOf(read));
      }
      socket.write('0\r\n\r\n');
    });
    assert.deepEqual(asked.answer, { kind: 'finished', finishReason: 'stop', ...figures }, name);
    assert.equal(
      asked.heard.reduce((sum, [chunks]) => sum + chunks, 0),
      heard.reduce((sum, [chunks]) => sum + chunks, 0),
      name,
    );
    assert.deepEqual(asked.heard.at(-1)?.[1], heard.at(-1)?.[1], name);
    assert.deepEqual(
      asked.times,
      asked.times.toSorted((left, right) => left - right),
      name,
    );
  }
});

test('a stream is finished by its reason or by [DONE], whatever frames it', async () => {
  const streams = [
    output('a') + end,
    output('a') + done,
    `\ufeff: ping\n\n${output('a')}data:[DONE]`,
    `event: message\rid: 1\r${(output('a') + end).replaceAll('\n', '\r')}`,
    output('a').replace(/\n\n$/, '\r\n\r\n') + `: keep-alive\r\n\r\n${done}`,
  ];
  for (const stream of streams) {
    const framed: readonly Serve[] = [
      always(chunkedStream(stream)),
      always(whole('200 OK', 'Text/Event-Stream', stream)),
      closing(`${streamHead}\r\n${stream}`),
      closing(`HTTP/1.0 200 OK\r\ncontent-type: text/event-stream\r\n\r\n${stream}`),
    ];
    for (const serve of framed) {
      const { answer } = await askOf(serve);
      assert.deepEqual([answer.kind, answer.kind === 'finished' && answer.chunks], ['finished', 1], stream);
    }
  }
});

test('a stream is read as one where its type does not say so', async () => {
  for (const type of ['text/plain', 'application/octet-stream', '']) {
    for (const stream of [output('a') + output('b') + done, `: ping\n\n${output('a')}${output('b')}${done}`]) {
      const { answer } = await askOf(always(whole('200 OK', type, stream)));
      assert.deepEqual([answer.kind, answer.kind === 'finished' && answer.chunks], ['finished', 2], type);
    }
  }
  assert.match(
    failureOf(await askOf(always(whole('200 OK', 'text/html', 'denied')))),
    /^stream: answered without a stream: denied$/,
  );
});

test('completions, reasoning and tool calls are output', async () => {
  const deltas = [
    { text: 'a' },
    { delta: { reasoning: 'a' } },
    { delta: { reasoning_content: 'a' } },
    { delta: { tool_calls: [{}] } },
  ];
  for (const choice of deltas) {
    const { answer } = await askOf(always(chunkedStream(event({ choices: [choice] }), end, done)));
    assert.equal(answer.kind === 'finished' && answer.chunks, 1, JSON.stringify(choice));
  }
});

test('a server that does not stream is read all the same', async () => {
  const answer = {
    choices: [{ message: { content: 'all' }, finish_reason: 'length' }],
    usage: { prompt_tokens: 2, completion_tokens: 8 },
  };
  const expected = { kind: 'finished', chunks: 1, promptTokens: 2, outputTokens: 8, finishReason: 'length' };
  assert.deepEqual((await askOf(always(json('200 OK', answer)))).answer, expected);
  const none = {
    choices: [{ message: { content: '' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 2, completion_tokens: 0 },
  };
  assert.deepEqual((await askOf(always(json('200 OK', none)))).answer, {
    ...expected,
    chunks: 0,
    outputTokens: 0,
    finishReason: 'stop',
  });
  const late = whole('200 OK', 'text/event-stream', JSON.stringify(answer));
  assert.deepEqual((await askOf(always(late))).heard, [[1, 8]]);
});

test('embeddings: tokens are those of the texts', async () => {
  const data = [{ embedding: [0.1, 0.2] }];
  const tokensOf = async (value: unknown) => {
    const { answer } = await askOf(always(json('200 OK', value)), 'embeddings');
    return answer.kind === 'finished' ? [answer.promptTokens, answer.outputTokens] : failureOf({ answer, heard: [], times: [] });
  };
  assert.deepEqual(await tokensOf({ data, usage: { prompt_tokens: 6, total_tokens: 6 } }), [6, 6]);
  assert.deepEqual(await tokensOf({ data, usage: { total_tokens: 4 } }), [4, 4]);
  assert.deepEqual(await tokensOf({ data }), [undefined, undefined]);
  assert.match(String(await tokensOf({ data: [] })), /^empty: /);
  assert.match(String(await tokensOf({ error: { message: 'no such model' } })), /^stream: .*no such model/);
});

test('what is compressed though it was not asked for', async () => {
  const text = output('ä'.repeat(99)) + output('b') + end + usage(2) + done;
  const coded = { gzip: gzipSync(text), br: brotliCompressSync(text), deflate: deflateSync(text), Deflate: deflateRawSync(text) };
  const withCoding = (coding: string, ...parts: readonly Buffer[]) => {
    const bytes = chunkedStream(...parts).toString('latin1');
    return Buffer.from(bytes.replace('\r\n', `\r\ncontent-encoding: ${coding}\r\n`), 'latin1');
  };
  for (const [coding, bytes] of Object.entries(coded)) {
    const { answer } = await askOf(always(withCoding(coding, bytes.subarray(0, 7), bytes.subarray(7))));
    assert.deepEqual(answer, { kind: 'finished', chunks: 2, promptTokens: 5, outputTokens: 2, finishReason: 'stop' }, coding);
  }
  assert.match(
    failureOf(await askOf(always(withCoding('gzip', coded.gzip.subarray(0, 40))))),
    /^stream: .*decompressed \(gzip\)/,
  );
  assert.match(failureOf(await askOf(always(withCoding('gzip', coded.br)))), /^stream: .*decompressed/);
  assert.match(failureOf(await askOf(always(withCoding('snappy', coded.gzip)))), /"snappy" cannot be read/);
  const denied = whole('403 No', 'application/json', gzipSync('{"detail":"no key"}'), 'content-encoding: gzip\r\n');
  assert.equal(failureOf(await askOf(always(denied))), 'status: HTTP 403: no key');
});

test('every way to fail has its kind and its words', async () => {
  const cases: readonly (readonly [string, Serve, RegExp])[] = [
    ['an error status', always(json('429 Busy', { error: { message: 'queue is full' } })), /^status: HTTP 429: queue is full$/],
    ['a page', always(whole('502 Bad', 'text/html', '<h1>Bad\n gateway</h1>')), /^status: HTTP 502: <h1>Bad gateway<\/h1>$/],
    [
      'a redirect',
      always(whole('307 There', 'text/plain', '', 'location: https://other/v1\r\n')),
      /redirects to https:\/\/other\/v1/,
    ],
    ['no content', always('HTTP/1.1 204 No Content\r\n\r\n'), /^status: HTTP 204$/],
    ['an error in the stream', always(chunkedStream(output('a'), event({ error: { message: 'died' } }))), /^stream: died$/],
    ['an error of old vLLM', always(chunkedStream(event({ object: 'error', message: 'too long' }))), /^stream: too long$/],
    ['an error in place of a stream', always(json('200 OK', { error: 'no' })), /^stream: answered without a stream: no$/],
    ['an error called a stream', always(whole('200 OK', 'text/event-stream', '{"error":"no"}')), /without a stream: no$/],
    ['no output', always(chunkedStream(end, done)), /^empty: the answer had no output$/],
    ['no end', always(chunkedStream(output('a'))), /^truncated: the stream ended before/],
    ['no end, closed', closing(`${streamHead}\r\n${output('a')}`), /^truncated: /],
    [
      'cut off in a chunk',
      closing(`${streamHead}transfer-encoding: chunked\r\n\r\nff\r\n${output('a')}`),
      /^connection: the connection broke/,
    ],
    ['closed without a word', (socket) => socket.end(), /^connection: the connection was closed before an answer came$/],
    [
      'reset',
      (socket) => socket.write(`${streamHead}\r\n${output('a')}`, () => socket.resetAndDestroy()),
      /^connection: the connection broke/,
    ],
    ['no HTTP', always('220 mail.example ESMTP\r\n'), /^stream: not an HTTP answer: 220 mail\.example/],
    ['no JSON', always(chunkedStream('data: {"a\n\n')), /^stream: not JSON: \{"a$/],
    ['a line without end', always(chunkedStream(`data: ${'x'.repeat(5_000_000)}`)), /^stream: a line of more than/],
  ];
  for (const [name, serve, reason] of cases) assert.match(failureOf(await askOf(serve)), reason, name);
  const silent: Serve = (socket) => socket.write(`${streamHead}\r\n${output('a')}`);
  assert.match(failureOf(await askOf(silent, 'chat', 30)), /^timeout: silent for 0.03 s$/);
});

test('a stream that is slow but not silent goes on, by the clock that was handed in', async () => {
  let clock = 0;
  await using server = await openFakeServer(async (socket) => {
    socket.write(`${streamHead}\r\n`);
    for (let index = 0; index < 12; index++) {
      clock += 40;
      await delay(10);
      socket.write(': ping\n\n');
    }
    socket.end(output('a') + done);
  });
  using pool = new ConnectionPool(new URL(`http://127.0.0.1:${server.port}/`));
  const request = { api: 'chat', body: '{}', silenceMs: 50, signal: new AbortController().signal, now: () => clock } as const;
  const answer = await sendRequest(pool, request, { sent: () => undefined, output: () => undefined });
  assert.equal(answer.kind, 'finished');
});
