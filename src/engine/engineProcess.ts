import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { EngineApi } from './api/engineApi.ts';
import type { Generator } from './completion.ts';
import { EngineMetrics, type Occupancy } from './metrics/engineMetrics.ts';
import type { LanguageModel } from './model.ts';
import type { EngineOptions } from './options.ts';
import { SequencePool } from './scheduler/sequencePool.ts';
import { StepGate } from './scheduler/stepGate.ts';
import { StartError } from './startError.ts';

/** Open answers may still end by themselves for so long after the order to stop. */
const graceMs = 1000;
const idleConnectionMs = 75_000;

export interface EngineHost {
  /** Lines for the log. */
  readonly log: (line: string) => void;
  readonly loadModel: (options: EngineOptions) => Promise<LanguageModel>;
}

/** A listening engine, loading or ready. */
export interface RunningEngine {
  /** Base address, with the port that it really has. */
  readonly url: string;
  /** Resolves when the model is loaded; rejects with a StartError. */
  readonly ready: Promise<void>;
  /** Takes no new requests, ends the open ones, closes the socket; within about a second. */
  stop(): Promise<void>;
}

/** Listens, then loads the model. Throws a StartError `cannotListen`. */
export async function startEngine(options: EngineOptions, { log, loadModel }: EngineHost): Promise<RunningEngine> {
  const now = (): number => performance.now();
  const fileName = basename(options.modelFile);
  let readOccupancy = (): Occupancy => ({ running: 0, waiting: 0, kvUse: 0 });
  const metrics = new EngineMetrics(() => readOccupancy());
  const api = new EngineApi({
    names: { alias: options.alias, others: [fileName, fileName.replace(/\.gguf$/i, ''), options.modelFile] },
    fingerprint: ({ isNoise }) => (isNoise ? 'embedded-llama.cpp (random weights: the text is noise)' : 'embedded-llama.cpp'),
    exposeMetrics: () => metrics.expose(),
    onRefused: (outcome) => metrics.countRefused(outcome),
    onFault: (error) => log(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    now,
  });
  const server = createServer({ keepAliveTimeout: idleConnectionMs }, api.listener);
  const url = await listen(server, options);
  log(l10n.t('Listening on {0}, loading {1}…', url, fileName));

  const load = async (): Promise<void> => {
    const model = await loadModel(options);
    const generator = newGenerator(model, { metrics, log, now, stepMs: options.stepMs });
    const { pool } = generator;
    readOccupancy = () => ({ running: pool.running, waiting: pool.waiting, kvUse: pool.usedCells / model.kvCells });
    if (api.state.kind === 'loading') {
      api.state = { kind: 'ready', generator };
    }
    if (model.isNoise) {
      log(l10n.t('This model has random weights: its text is noise; only speed and memory mean something.'));
    }
    log(l10n.t('Ready: {0} sequences of {1} tokens.', model.sequences.length, model.contextTokens));
  };
  return { url, ready: load(), stop: () => stop(server, api) };
}

interface Beside {
  readonly metrics: EngineMetrics;
  readonly log: (line: string) => void;
  readonly now: () => number;
  readonly stepMs: number;
}

function newGenerator(model: LanguageModel, { metrics, log, now, stepMs }: Beside): Generator {
  const pool = new SequencePool(model.sequences, (error) => log(l10n.t('A sequence is lost: {0}', String(error))));
  return { model, pool, gate: new StepGate(stepMs, now), metrics, now };
}

async function listen(server: Server, { host, port }: EngineOptions): Promise<string> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    throw new StartError('cannotListen', cannotListen(host, port, error), { cause: error });
  }
  const address = server.address();
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return `http://${shownHost}:${typeof address === 'object' && address !== null ? address.port : port}`;
}

function cannotListen(host: string, port: number, error: unknown): string {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return l10n.t('Port {0} of {1} is in use. Choose another one with --port.', port, host);
    case 'EACCES':
      return l10n.t('Port {0} is reserved for the system. Choose one above 1023 with --port.', port);
    default:
      return l10n.t(
        'Cannot listen on {0}, port {1}: {2}. Choose another address with --host or --port.',
        host,
        port,
        error instanceof Error ? error.message : String(error),
      );
  }
}

async function stop(server: Server, api: EngineApi): Promise<void> {
  api.state = { kind: 'stopping' };
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const deadline = performance.now() + graceMs;
  while (api.openRequests > 0 && performance.now() < deadline) {
    await delay(20);
  }
  api.interrupt();
  // Connections that sent nothing, or whose reader is gone, are not waited for.
  await Promise.race([closed, delay(graceMs / 2, undefined, { ref: false })]);
  server.closeAllConnections();
}
