import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hrtime } from 'node:process';
import { parseArgs } from 'node:util';
import { commonWords } from '../../src/inference/commonWords.ts';

// A server of our own whose answers are made up and whose timing is known: a process of its own, started by `openStreamServer`.
// Each stream has tokens at its own times, one event a write; `usage.prompt_tokens` is the number of the request, so that what
// a client says of it can be laid beside what was measured here. GET /times tells that; /health and /v1/models are for tools that ask.

const { rate, first } = parseArgs({
  options: { rate: { type: 'string', default: '100' }, first: { type: 'string', default: '50' } },
}).values;
const gapMs = 1000 / Number(rate);
const firstTokenMs = Number(first);

interface Stream {
  readonly response: ServerResponse;
  readonly id: number;
  readonly tokens: number;
  /** Of the next token. */
  dueAt: number;
  sent: number;
}

interface Times {
  readonly id: number;
  /** When its first token was written, in milliseconds of CLOCK_MONOTONIC. */
  readonly firstTokenAt: number;
}

/** Streams by the millisecond in which their next token is due. */
const wheel = new Map<number, Stream[]>();
const times: Times[] = [];
let lastId = 0;
let served = Math.floor(now());

function now(): number {
  return Number(hrtime.bigint()) / 1e6;
}

function schedule(stream: Stream): void {
  const slot = Math.max(Math.ceil(stream.dueAt), served + 1);
  const streams = wheel.get(slot);
  if (streams === undefined) wheel.set(slot, [stream]);
  else streams.push(stream);
}

setInterval(() => {
  for (const until = Math.floor(now()); served < until;) {
    const due = wheel.get(++served) ?? [];
    wheel.delete(served);
    for (const stream of due) sendToken(stream);
  }
}, 1);

function sendToken(stream: Stream): void {
  const { response, id } = stream;
  if (response.destroyed) return;
  if (stream.sent === 0) times.push({ id, firstTokenAt: now() });
  response.write(chunk(id, { content: ` ${commonWords[(id + stream.sent) % commonWords.length]}` }, null));
  // node:http holds a write back until the end of the turn, and this turn has those of other streams to come
  response.socket?.uncork();
  stream.sent++;
  stream.dueAt += gapMs;
  if (stream.sent < stream.tokens) schedule(stream);
  else end(stream);
}

function end({ response, id, tokens }: Stream): void {
  const usage = { prompt_tokens: id, completion_tokens: tokens, total_tokens: id + tokens };
  const last = { id: `chatcmpl-${id}`, object: 'chat.completion.chunk', model: 'made-up', choices: [], usage };
  response.end(`${chunk(id, {}, 'length')}data: ${JSON.stringify(last)}\n\ndata: [DONE]\n\n`);
}

/** In the shape in which vLLM sends it. */
function chunk(id: number, delta: object, finishReason: string | null): string {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finishReason, token_ids: null }];
  const value = { id: `chatcmpl-${id}`, object: 'chat.completion.chunk', created: 1_700_000_000, model: 'made-up', choices };
  return `data: ${JSON.stringify(value)}\n\n`;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'GET') {
    const models = { object: 'list', data: [{ id: 'made-up', object: 'model' }] };
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify(request.url === '/times' ? times.splice(0) : models));
    return;
  }
  const body = JSON.parse((await request.toArray()).join('')) as {
    readonly max_tokens?: number;
    readonly max_completion_tokens?: number;
  };
  const id = ++lastId;
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.flushHeaders();
  // each at its own time within a gap, so that no two streams beat together
  const dueAt = now() + firstTokenMs + gapMs * Math.random();
  schedule({ response, id, tokens: body.max_completion_tokens ?? body.max_tokens ?? 16, dueAt, sent: 0 });
}

const server = createServer({ noDelay: true, keepAlive: true }, (request, response) => void answer(request, response));
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', 4096, () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
