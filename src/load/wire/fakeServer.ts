import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** Answers one request of one connection by hand; `served`: requests before it, on all connections. */
export type Serve = (socket: Socket, request: string, served: number) => unknown;

export const always =
  (bytes: Buffer | string): Serve =>
  (socket) =>
    socket.write(bytes);
export const closing =
  (bytes: Buffer | string): Serve =>
  (socket) =>
    socket.end(bytes);

export interface FakeServer extends AsyncDisposable {
  readonly port: number;
  readonly requests: readonly string[];
  readonly connections: number;
}

/** A server whose every byte is written by the test, so that it can be wrong in any way; its sockets are real. */
export async function openFakeServer(
  serve: Serve,
  options: {
    readonly host?: string;
    readonly tls?: { readonly key: string; readonly cert: string };
    /** Sent to each connection without a request. */
    readonly greeting?: string;
  } = {},
): Promise<FakeServer> {
  const { host = '127.0.0.1', tls, greeting } = options;
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const accept = (socket: Socket): void => {
    sockets.add(socket);
    let text = '';
    socket.on('error', () => undefined);
    if (greeting !== undefined) socket.end(greeting);
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
      const head = text.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/.exec(text)?.[1] ?? 0);
      if (head < 0 || text.length < head + 4 + length) return;
      const request = text;
      text = '';
      void serve(socket, request, requests.push(request) - 1);
    });
  };
  const server = tls === undefined ? createServer({ noDelay: true }, accept) : createTlsServer({ ...tls }, accept);
  server.on('tlsClientError', () => undefined);
  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    get connections() {
      return sockets.size;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
