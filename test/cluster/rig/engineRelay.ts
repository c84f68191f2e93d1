import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { runEngine, tinyModelFile } from '../../engine/engineRun.ts';
import { removeBundle } from '../../support/bundle.ts';
import { ensureEmbeddedPackages } from '../../support/embeddedPackages.ts';

/** The real engine behind port 8000 of every pod. */
export interface EngineRelay extends AsyncDisposable {
  /** Base address of the engine, started where it does not run yet. */
  start(): Promise<string>;
}

interface RelayOptions {
  readonly port: number;
  /** Its log, line by line in the form of the CRI, which KWOK serves as the log of every pod. */
  readonly logFile: string;
  /** Told of the engine's process. */
  readonly adopt: (child: ChildProcess) => void;
}

/** Listens on the port; the first connection starts the engine, the embedded one over a tiny model of random weights. */
export async function startEngineRelay({ port, logFile, adopt }: RelayOptions): Promise<EngineRelay> {
  const resources = new AsyncDisposableStack();
  const log = (line: string): void => appendFileSync(logFile, `${new Date().toISOString()} stdout F ${line}\n`);
  writeFileSync(logFile, '');
  log('A simulated pod. The engine behind port 8000 of all pods starts with the first connection.');

  const launch = async (): Promise<URL> => {
    const packages = await ensureEmbeddedPackages();
    const model = resources.use(await tinyModelFile());
    const engine = resources.use(await runEngine(['--model', model.path, '--packages', packages, '--port', '0']));
    resources.defer(removeBundle);
    adopt(engine.child);
    if (engine.child.stderr !== null) {
      createInterface(engine.child.stderr).on('line', log);
    }
    void engine.exit.then(forget);
    return new URL(await engine.ready());
  };
  let launched: Promise<URL> | undefined;
  // one that ended or did not start is started again by the next connection
  const forget = (): void => (launched = undefined);
  const start = (): Promise<URL> => {
    launched ??= launch();
    launched.catch(forget);
    return launched;
  };

  const clients = new Set<Socket>();
  // a client may end its side and still wait for the answer
  const allowHalfOpen = true;
  const server = createServer({ allowHalfOpen }, (client) => {
    clients.add(client);
    client.once('close', () => clients.delete(client));
    client.on('error', () => client.destroy());
    start().then(
      ({ hostname, port: enginePort }) => join(client, connect({ host: hostname, port: Number(enginePort), allowHalfOpen })),
      (error: unknown) => {
        log(`The engine does not start: ${String(error)}`);
        client.destroy();
      },
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  resources.defer(async () => {
    const closed = once(server, 'close');
    server.close();
    clients.forEach((client) => client.destroy());
    await closed;
  });
  return { start: async () => (await start()).origin, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

function join(client: Socket, engine: Socket): void {
  client.pipe(engine).pipe(client);
  client.on('close', () => engine.destroy());
  engine.on('error', () => client.destroy());
}
