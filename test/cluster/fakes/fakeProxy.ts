import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A proxy on this machine: every host that it is asked for is this machine too. */
export interface FakeProxy extends AsyncDisposable {
  readonly address: string;
  /** Where it was asked to connect to. */
  readonly asked: readonly string[];
}

/** Answers `CONNECT host:port`. */
export function startHttpProxy(): Promise<FakeProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createHttpServer().on('connect', ({ url = '' }, socket: Socket) => {
    asked.push(url);
    sockets.add(socket);
    const target = connect(Number(url.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      join(socket, target);
    });
  });
  return listen(server, asked, sockets);
}

/** Answers `CONNECT` of SOCKS 5 to an IPv4 address (RFC 1928). */
export function startSocksProxy(): Promise<FakeProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('data', () => {
      socket.write(Buffer.of(5, 0));
      socket.once('data', (request: Buffer) => {
        const [host, port] = [request.subarray(4, 8).join('.'), request.readUInt16BE(8)];
        asked.push(`${host}:${port}`);
        const target = connect(port, '127.0.0.1', () => {
          socket.write(Buffer.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
          join(socket, target);
        });
      });
    });
  });
  return listen(server, asked, sockets);
}

async function listen(server: Server, asked: readonly string[], sockets: ReadonlySet<Socket>): Promise<FakeProxy> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.close();
      sockets.forEach((socket) => socket.destroy());
      await once(server, 'close');
    },
  };
}

/** Joins two sockets, of which none outlives the other. */
function join(one: Socket, other: Socket): void {
  one.pipe(other).pipe(one);
  for (const [socket, partner] of [
    [one, other],
    [other, one],
  ] as const) {
    socket.on('error', () => undefined);
    socket.once('close', () => partner.destroy());
  }
}
