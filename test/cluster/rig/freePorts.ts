import { createServer } from 'node:net';

/** Ports of the loopback address that nobody listens on: those asked for where they are free, else others. */
export async function freePorts<Name extends string>(names: readonly Name[], wanted: Partial<Record<Name, number>> = {}) {
  const ports: Partial<Record<Name, number>> = {};
  // held together, so that no two are the same
  const servers = [];
  for (const name of names) {
    const server = (await listen(wanted[name] ?? 0)) ?? (await listen(0));
    const address = server?.address();
    if (server === undefined || typeof address !== 'object' || address === null) {
      throw new Error('no port of 127.0.0.1 is free');
    }
    servers.push(server);
    ports[name] = address.port;
  }
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports as Record<Name, number>;
}

function listen(port: number) {
  const server = createServer();
  return new Promise<typeof server | undefined>((done) => {
    server.once('error', () => done(undefined));
    server.listen(port, '127.0.0.1', () => done(server));
  });
}
