import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import * as l10n from '@vscode/l10n';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter, type MessageConnection } from 'vscode-jsonrpc/node';
import * as z from 'zod/mini';
import { buildId } from '../../protocol/buildId.ts';
import { protocolVersion, type AgentNotifications, type AgentRequests, type LaunchProblem } from '../../protocol/agent.ts';
import { AgentError, type AgentFailure } from './agentError.ts';

const connectionFile = z.object({
  socketPath: z.string(),
  token: z.string(),
  pid: z.number(),
  protocolVersion: z.number(),
});

/** Where a running agent listens; written by the agent, readable by its user only. */
export type AgentAddress = z.infer<typeof connectionFile>;

/** Reads the address that an agent left behind; undefined when there is none or it is not whole. */
export async function readAddress(file: string): Promise<AgentAddress | undefined> {
  try {
    return connectionFile.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** One open connection that has shaken hands. */
export class Session {
  readonly #socket: Socket;
  readonly #connection: MessageConnection;
  /** Rejects each request under way. */
  readonly #waiting = new Set<(reason: unknown) => void>();
  readonly agent: AgentRequests['hello'][1];
  readonly closed: Promise<void>;

  private constructor(socket: Socket, connection: MessageConnection, agent: AgentRequests['hello'][1]) {
    this.#socket = socket;
    this.#connection = connection;
    this.agent = agent;
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.once('close', () => this.#waiting.forEach((reject) => reject(lostConnection())));
  }

  /** Connects and shakes hands; rejects when nobody answers within five seconds. */
  static async open(address: AgentAddress): Promise<Session> {
    const socket = await openSocket(address.socketPath);
    const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    connection.onError(() => socket.destroy());
    connection.listen();
    const timer = setTimeout(() => socket.destroy(new Error('no answer')), 5000);
    try {
      const hello: AgentRequests['hello'][0] = { token: address.token, protocolVersion, buildId, clientPid: process.pid };
      const agent = await Promise.race([
        connection.sendRequest<AgentRequests['hello'][1]>('hello', hello),
        new Promise<never>((_resolve, reject) => socket.once('close', () => reject(new Error('closed')))),
      ]);
      return new Session(socket, connection, agent);
    } catch (error) {
      connection.dispose();
      socket.destroy();
      throw asAgentError(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends one request; an aborted signal cancels the wait, not what the agent has begun. */
  async request<M extends keyof AgentRequests>(
    method: M,
    params: AgentRequests[M][0],
    signal?: AbortSignal,
  ): Promise<AgentRequests[M][1]> {
    signal?.throwIfAborted();
    if (this.#socket.destroyed) {
      throw lostConnection();
    }
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(signal?.reason as Error);
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#waiting.add(reject);
    try {
      return await Promise.race([this.#connection.sendRequest<AgentRequests[M][1]>(method, params), ended]);
    } catch (error) {
      throw signal?.aborted === true ? error : asAgentError(error);
    } finally {
      this.#waiting.delete(reject);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  onNotification<N extends keyof AgentNotifications>(name: N, handler: (body: AgentNotifications[N]) => void): Disposable {
    const registration = this.#connection.onNotification(name, handler);
    return { [Symbol.dispose]: () => registration.dispose() };
  }

  close(): void {
    this.#connection.dispose();
    this.#socket.destroy();
  }
}

function openSocket(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.off('error', reject);
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

function lostConnection(): AgentError {
  return new AgentError(
    { reason: 'unreachable' },
    l10n.t('The connection to the agent was lost. It is started again when needed.'),
  );
}

const launchReasons: Readonly<Record<LaunchProblem['reason'], true>> = {
  noFit: true,
  unknownImage: true,
  engineMissing: true,
  npmMissing: true,
  modelMissing: true,
  modelNotGguf: true,
  badArgument: true,
  alreadyDeployed: true,
  installFailed: true,
  unknownDevice: true,
  commandMissing: true,
  noLaunchLine: true,
};

/** The agent's errors carry `{reason, message}` as data; anything else without a code means that nobody answered. */
function asAgentError(error: unknown): AgentError {
  if (error instanceof AgentError) {
    return error;
  }
  const { message, data, code } = error as { message?: unknown; data?: unknown; code?: unknown };
  const { reason } = (data ?? {}) as { reason?: unknown };
  const text = typeof message === 'string' ? message : String(error);
  return new AgentError(failureOf(reason, data, typeof code === 'number'), text, { cause: error });
}

function failureOf(reason: unknown, data: unknown, isAnswer: boolean): AgentFailure {
  if (reason === 'wrongToken' || reason === 'versionMismatch') {
    return { reason };
  }
  if (typeof reason === 'string' && Object.hasOwn(launchReasons, reason)) {
    return { reason: 'refused', problem: data as LaunchProblem };
  }
  return { reason: isAnswer ? 'requestFailed' : 'unreachable' };
}
