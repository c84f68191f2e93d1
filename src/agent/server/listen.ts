import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { errorCode } from '../fileError.ts';

/** Whether something accepts connections on this socket. */
export function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    const settle = (isAnswered: boolean) => {
      socket.destroy();
      resolve(isAnswered);
    };
    socket.setTimeout(2000, () => settle(false));
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}

/** Listens on a Unix socket; undefined when another process already does. The socket of a process that has ended is cleaned up. */
export async function listen(socketPath: string, onSocket: (socket: Socket) => void): Promise<Server | undefined> {
  for (let attempt = 0; attempt < 2; attempt++) {
    const server = createServer(onSocket);
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(socketPath, () => {
          server.off('error', reject);
          resolve();
        });
      });
      return server;
    } catch (error) {
      if (errorCode(error) !== 'EADDRINUSE') {
        throw error;
      }
      if (await answers(socketPath)) {
        return undefined;
      }
      rmSync(socketPath, { force: true });
    }
  }
  return undefined;
}
