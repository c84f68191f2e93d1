import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface FakeEngineOptions {
  /** Chunks of each answer; 4 unless told. */
  readonly chunks?: number;
  /** Milliseconds before the first chunk and between two. */
  readonly gapMs?: number;
  /** Answers in place of a stream, where it returns true. */
  readonly answer?: (response: ServerResponse, served: number) => boolean;
}

/** A server of streamed answers with set timings: its model is made up, its sockets are real. */
export interface FakeEngine extends AsyncDisposable {
  readonly url: string;
  /** Bodies of all requests, in the order in which they came. */
  readonly bodies: readonly string[];
  /** Most answers that were under way at a time. */
  readonly mostOpen: number;
  /** Connections that are open. */
  countConnections(): Promise<number>;
  /** Answers wait until it is called again with false. */
  stall(isStalled: boolean): void;
}

const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
const chunk = event({ choices: [{ index: 0, delta: { content: 'a' }, finish_reason: null }] });
const end = event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });

export async function openFakeEngine({ chunks = 4, gapMs = 0, answer }: FakeEngineOptions = {}): Promise<FakeEngine> {
  const bodies: string[] = [];
  let open = 0;
  let mostOpen = 0;
  let stalled: PromiseWithResolvers<void> | undefined;
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const served = bodies.push((await request.toArray()).join('')) - 1;
    mostOpen = Math.max(mostOpen, ++open);
    response.once('close', () => open--);
    await stalled?.promise;
    if (answer?.(response, served) === true) return;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let index = 0; index < chunks; index++) {
      if (gapMs > 0) await delay(gapMs);
      response.write(chunk);
    }
    response.end(`${end}${event({ choices: [], usage: { prompt_tokens: 7, completion_tokens: chunks } })}data: [DONE]\n\n`);
  };
  const server = createServer((request, response) => void serve(request, response)).listen(0, '127.0.0.1', 4096);
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    get mostOpen() {
      return mostOpen;
    },
    countConnections: () => new Promise((resolve) => server.getConnections((_, count) => resolve(count))),
    stall(isStalled) {
      stalled?.resolve();
      stalled = isStalled ? Promise.withResolvers() : undefined;
    },
    async [Symbol.asyncDispose]() {
      stalled?.resolve();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
