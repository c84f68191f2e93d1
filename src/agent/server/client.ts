import { timingSafeEqual, createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import * as l10n from '@vscode/l10n';
import { createMessageConnection, ResponseError, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import { protocolVersion, type AgentNotifications, type AgentRequests } from '../../protocol/agent.ts';
import { requestSchemas } from '../../protocol/agentSchemas.ts';
import { buildId } from '../../protocol/buildId.ts';
import { messageOf } from '../fileError.ts';
import { LaunchRefusal, RequestError } from '../requestError.ts';

const helloTimeoutMs = 5000;
/** A client that reads slower than this misses samples; one that is this far behind is cut off. */
const slowBytes = 1_000_000;
const stuckBytes = 32_000_000;

export type Watching = 'nothing' | 'jobs' | 'jobsAndSamples';

/** Answers the requests of clients that have shaken hands. */
export type Handlers = {
  readonly [Method in keyof AgentRequests]: (
    params: AgentRequests[Method][0],
    client: Client,
  ) => AgentRequests[Method][1] | Promise<AgentRequests[Method][1]>;
};

/** One connection; answers nothing before it has said hello with the token. */
export class Client {
  readonly #socket: Socket;
  readonly #connection: ReturnType<typeof createMessageConnection>;
  readonly #token: string;
  readonly #handlers: Handlers;
  #isAuthenticated = false;
  watching: Watching = 'nothing';
  readonly #gone = new AbortController();

  constructor(socket: Socket, token: string, handlers: Handlers) {
    this.#socket = socket;
    this.#token = token;
    this.#handlers = handlers;
    this.#connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    this.#connection.onError(() => socket.destroy());
    this.#connection.onRequest((method, params) => this.#serve(method, params));
    socket.on('error', () => socket.destroy());
    const timer = setTimeout(() => this.#isAuthenticated || socket.destroy(), helloTimeoutMs);
    socket.once('close', () => {
      clearTimeout(timer);
      this.#connection.dispose();
      this.#gone.abort();
    });
    this.#connection.listen();
  }

  /** Aborted when the connection has ended. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  get isAuthenticated(): boolean {
    return this.#isAuthenticated;
  }

  notify<N extends keyof AgentNotifications>(name: N, body: AgentNotifications[N]): void {
    const isSample = name === 'sample';
    if (this.watching === 'nothing' || (isSample && this.watching !== 'jobsAndSamples')) {
      return;
    }
    const pending = this.#socket.writableLength;
    if (pending > stuckBytes) {
      this.#socket.destroy();
    } else if (!isSample || pending < slowBytes) {
      this.#send(name, body);
    }
  }

  /** Called once, when the connection has ended. */
  onClose(listener: () => void): void {
    this.#socket.once('close', listener);
  }

  /** To this client only, whether it watches or not. */
  tellProgress(engine: string, progress: string): void {
    this.#send('installProgress', { engine, progress });
  }

  #send<N extends keyof AgentNotifications>(name: N, body: AgentNotifications[N]): void {
    this.#connection.sendNotification(name, body).catch(() => this.#socket.destroy());
  }

  close(): void {
    this.#socket.destroySoon();
  }

  async #serve(method: string, raw: unknown): Promise<unknown> {
    try {
      if (!this.#isAuthenticated && method !== 'hello') {
        throw new RequestError('notAuthenticated', l10n.t('The first request must be hello with the token of agent.json.'));
      }
      if (!isMethod(method)) {
        throw new RequestError('unknownMethod', l10n.t('The agent has no request "{0}".', method));
      }
      return await this.#answer(method, raw);
    } catch (error) {
      if (!this.#isAuthenticated) {
        // the refusal is written first
        setTimeout(() => this.close(), 20);
      }
      throw toResponseError(error);
    }
  }

  async #answer<Method extends keyof AgentRequests>(method: Method, raw: unknown): Promise<AgentRequests[Method][1]> {
    const params = requestSchemas[method].safeParse(Array.isArray(raw) && raw.length === 1 ? raw[0] : raw);
    if (!params.success) {
      const [issue] = params.error.issues;
      const field = issue?.path.map(String).join('.') ?? '';
      throw new RequestError('badRequest', l10n.t('{0}: {1} is not valid: {2}', method, field || 'params', issue?.message ?? ''));
    }
    if (method === 'hello') {
      this.#authenticate(params.data as AgentRequests['hello'][0]);
    }
    return this.#handlers[method](params.data, this);
  }

  #authenticate({ token, protocolVersion: theirs, buildId: theirBuild }: AgentRequests['hello'][0]): void {
    if (!isSameSecret(token, this.#token)) {
      throw new RequestError(
        'wrongToken',
        l10n.t('The token is not that of this agent. Read agent.json again and connect anew.'),
      );
    }
    if (theirs !== protocolVersion) {
      throw new RequestError(
        'versionMismatch',
        l10n.t(
          'The agent that is running is build {0} (protocol {1}); this client is build {2} (protocol {3}). End the agent ("kill {4}") and try again: its jobs go on.',
          buildId,
          protocolVersion,
          theirBuild,
          theirs,
          process.pid,
        ),
      );
    }
    this.#isAuthenticated = true;
  }
}

function isMethod(method: string): method is keyof AgentRequests {
  return Object.hasOwn(requestSchemas, method);
}

function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** JSON-RPC error codes: -32001 refused by us, -32603 a fault of ours. */
function toResponseError(error: unknown): ResponseError<{ reason: string; message: string }> {
  if (error instanceof LaunchRefusal) {
    return new ResponseError(-32_001, error.message, error.problem);
  }
  if (error instanceof RequestError) {
    return new ResponseError(-32_001, error.message, { reason: error.reason, message: error.message });
  }
  return new ResponseError(-32_603, messageOf(error), { reason: 'internal', message: messageOf(error) });
}
