import { createServer } from 'node:net';

const triedPorts = 2000;
const firstUnprivileged = 1024;
const firstOfRange = 8000;

/** The asked port, or the next one that nothing listens on and no job has reserved; undefined when none is free. */
export async function findFreePort(asked: number, reserved: ReadonlySet<number>): Promise<number | undefined> {
  if (!reserved.has(asked) && (await isFree(asked))) {
    return asked;
  }
  const next = asked < firstUnprivileged ? firstOfRange : asked + 1;
  for (let port = next; port < next + triedPorts; port++) {
    // past the last port the search goes on at the start of the range
    const candidate = port > 65_535 ? firstOfRange + (port - 65_536) : port;
    if (!reserved.has(candidate) && (await isFree(candidate))) {
      return candidate;
    }
  }
  return undefined;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
