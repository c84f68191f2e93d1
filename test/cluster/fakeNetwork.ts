import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The way to a server, which a test can break: bytes go through it as they are. */
export interface FakeNetwork extends AsyncDisposable {
  readonly port: number;
  /** Connections through it. */
  readonly connections: number;
  /** Ends all connections. */
  cut(): void;
  /** Refuses new ones, from now on or no more. */
  setDown(isDown: boolean): void;
}

export async function openFakeNetwork(toPort: number): Promise<FakeNetwork> {
  const sockets = new Set<Socket>();
  let isDown = false;
  const server = createServer((near) => {
    if (isDown) {
      near.destroy();
      return;
    }
    const far = connect(toPort, '127.0.0.1');
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        near.destroy();
        far.destroy();
        sockets.delete(near);
      });
    }
    sockets.add(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => sockets.forEach((socket) => socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return sockets.size;
    },
    cut,
    setDown: (isNow) => (isDown = isNow),
    [Symbol.asyncDispose]: async () => {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}
