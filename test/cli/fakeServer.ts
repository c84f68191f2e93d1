import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface FakeServerOptions {
  readonly models?: readonly string[];
  /** More requests at a time are answered by HTTP 503. */
  readonly capacity?: number;
  /** Between two tokens. */
  readonly gapMs?: number;
}

/** Answers as an OpenAI server does, in words that are made up: so many tokens as `max_tokens` asks for. */
export interface FakeServer extends AsyncDisposable {
  readonly url: string;
  /** Bodies of all requests so far. */
  readonly bodies: readonly Readonly<Record<string, unknown>>[];
  /** Of the last request. */
  readonly headers: IncomingMessage['headers'];
}

const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;

export async function startFakeServer({
  models = ['m'],
  capacity = Infinity,
  gapMs = 1,
}: FakeServerOptions = {}): Promise<FakeServer> {
  const bodies: Readonly<Record<string, unknown>>[] = [];
  let headers: IncomingMessage['headers'] = {};
  let open = 0;
  let generated = 1000;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url === '/metrics') {
      response.end(`vllm:generation_tokens_total{engine="0"} ${generated}\n`);
      return;
    }
    headers = request.headers;
    if (request.url === '/v1/models') {
      response.end(JSON.stringify({ data: models.map((id) => ({ id })) }));
      return;
    }
    const body = JSON.parse((await request.toArray()).join('')) as Record<string, unknown>;
    bodies.push(body);
    open += 1;
    response.once('close', () => (open -= 1));
    if (open > capacity) {
      // busy for as long as it would take to answer
      await delay(20);
      response.writeHead(503).end('{"error": {"message": "full"}}');
      return;
    }
    if (request.url === '/v1/embeddings') {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data: [{ index: 0, embedding: [0.5] }], usage: { prompt_tokens: 5, total_tokens: 5 } }));
      return;
    }
    const tokens = Number(body['max_tokens']);
    const word = request.url === '/v1/completions' ? { text: 'word ' } : { delta: { content: 'word ' } };
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let sent = 0; sent < tokens; sent += 1) {
      await delay(gapMs);
      generated += 1;
      response.write(event({ choices: [{ index: 0, ...word, finish_reason: null }] }));
    }
    response.write(event({ choices: [{ index: 0, delta: {}, finish_reason: 'length' }] }));
    response.write(event({ choices: [], usage: { prompt_tokens: 5, completion_tokens: tokens } }));
    response.end('data: [DONE]\n\n');
  };
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    get headers() {
      return headers;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
