import http, {
  request as ownHttpRequest,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestOptions,
} from 'node:http';
import https, { request as ownHttpsRequest } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { isDeepStrictEqual } from 'node:util';
import { createGunzip } from 'node:zlib';
import * as l10n from '@vscode/l10n';
import { untilAborted } from '../../../untilAborted.ts';
import { ClusterError } from '../clusterError.ts';
import type { CredentialCache } from '../credentials/credentialCache.ts';
import { networkError, timeoutError } from './networkError.ts';
import type { ServerPlace } from './serverPlace.ts';
import { parseStatus, statusError } from './statusError.ts';
import type { Identity } from './transport.ts';

/** How long a server may be silent. */
export interface Patience {
  readonly connectMs: number;
  /** Between two pieces of an answer, and before the first. */
  readonly idleMs: number;
}

export interface Call {
  readonly method: 'GET' | 'PATCH' | 'POST' | 'DELETE';
  /** From the server's address on, with its query. */
  readonly path: string;
  readonly accept?: string;
  readonly body?: { readonly type: string; readonly text: string };
  /** In place of the usual patience; `Infinity` for an answer that may be silent for ever. */
  readonly idleMs?: number;
  readonly isGzipWelcome?: boolean;
  /** Any answer but the API server's own refusals is a success: it is that of a pod. */
  readonly isAnyStatusWelcome?: boolean;
}

/** An answer whose body is still to be read. Reading it rejects with `ClusterError`, or with the signal's reason. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: AsyncIterable<Buffer> | Iterable<Buffer>;
}

/** No list that we ask for is near it. */
const maxTextBytes = 256 << 20;

/** Speaks HTTP with one server as one user: refused credentials are got anew once, and a silent server is given up. */
export class HttpClient {
  readonly place: ServerPlace;
  readonly patience: Patience;
  readonly #identities: CredentialCache<Identity>;

  constructor(place: ServerPlace, identities: CredentialCache<Identity>, patience: Patience) {
    this.place = place;
    this.patience = patience;
    this.#identities = identities;
  }

  /** A success, else `ClusterError` by its status. */
  async ask(call: Call, signal?: AbortSignal): Promise<Answer> {
    return await this.asUser((identity) => this.#askOnce(call, identity, signal), signal);
  }

  /**
   * Does something as the user, and once more where the credentials are refused and there are new ones to be had. Who has proved to be
   * another may have a new authority, whose file is read again for the next call.
   */
  async asUser<T>(act: (identity: Identity) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const identity = await untilAborted(this.#identities.get(), signal);
    try {
      return await act(identity);
    } catch (error) {
      if (ClusterError.is(error, 'certificate') && identity.hasAuthorityFile) {
        this.#identities.drop(identity);
      }
      if (!ClusterError.is(error, 'unauthorized')) {
        throw error;
      }
      this.#identities.drop(identity);
      const fresh = await untilAborted(this.#identities.get(), signal);
      if (isDeepStrictEqual(fresh, identity)) {
        throw error;
      }
      return await act(fresh);
    }
  }

  async #askOnce(call: Call, identity: Identity, signal: AbortSignal | undefined): Promise<Answer> {
    const answer = await this.#sendFresh(call, identity, signal);
    const { status, headers } = answer;
    if (status >= 200 && status < 300) {
      return answer;
    }
    const body = await readText(answer);
    if (call.isAnyStatusWelcome === true && parseStatus(body) === undefined) {
      return { ...answer, body: [Buffer.from(body)] };
    }
    throw statusError(this.place, { httpStatus: status, headers, body, isWrite: call.method !== 'GET' });
  }

  /** A kept connection that the server has closed, while we sent, has not read the request: the next one is taken. */
  async #sendFresh(call: Call, identity: Identity, signal: AbortSignal | undefined): Promise<Answer> {
    for (;;) {
      try {
        return await this.#send(call, identity, signal);
      } catch (error) {
        if (!(error instanceof StaleConnection)) {
          throw error;
        }
      }
    }
  }

  #send(call: Call, identity: Identity, signal: AbortSignal | undefined): Promise<Answer> {
    signal?.throwIfAborted();
    const { place, patience } = this;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const request = openRequest(place.server, call, identity);
    let response: IncomingMessage | undefined;

    function giveUp(reason: unknown): void {
      reject(reason);
      // A request that is destroyed tells the reader of its response only that it broke off.
      (response ?? request).destroy(reason as Error);
    }
    const onAbort = () => giveUp(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    request.once('close', () => signal?.removeEventListener('abort', onAbort));
    request.on('error', (error) => {
      const cause = networkError(place, error);
      reject(request.reusedSocket && response === undefined ? new StaleConnection(cause) : cause);
    });
    watchConnecting(request, patience.connectMs, () => giveUp(timeoutError(place, 'connect', patience.connectMs)));
    const idleMs = call.idleMs ?? patience.idleMs;
    if (Number.isFinite(idleMs)) {
      request.setTimeout(idleMs);
      request.on('timeout', () => giveUp(timeoutError(place, 'answer', idleMs)));
    }
    request.once('response', (opened) => {
      response = opened;
      // It may break off before anyone reads it; who does is told then.
      opened.on('error', () => undefined);
      resolve({ status: opened.statusCode ?? 0, headers: opened.headers, body: readBody(place, opened, signal) });
    });
    request.end(call.body?.text);
    return promise;
  }
}

/** A kept connection failed before an answer came. */
class StaleConnection extends ClusterError {
  constructor(cause: ClusterError) {
    super(cause.reason, cause.message, { cause });
  }
}

function openRequest(server: string, call: Call, identity: Identity): ClientRequest {
  const url = new URL(server + call.path);
  const headers: OutgoingHttpHeaders = {
    ...identity.headers,
    accept: call.accept ?? 'application/json',
    'user-agent': 'gpu-fractions',
    ...(call.isGzipWelcome === true && { 'accept-encoding': 'gzip' }),
    ...(call.body && { 'content-type': call.body.type, 'content-length': Buffer.byteLength(call.body.text) }),
  };
  return open(url, { ...identity.options, method: call.method, headers }, identity.isProxied);
}

/**
 * VS Code puts its own `request` into these modules, which knows its proxy settings and the system's certificates, and leaves out the
 * agent that we give it. A server behind the kubeconfig's own proxy is asked by Node's, which the named imports still are.
 */
function open(url: URL, options: RequestOptions, isProxied: boolean): ClientRequest {
  if (url.protocol === 'http:') {
    return isProxied ? ownHttpRequest(url, options) : http.request(url, options);
  }
  return isProxied ? ownHttpsRequest(url, options) : https.request(url, options);
}

/** A socket that is not connected in time is given up; TLS is part of it. */
function watchConnecting(request: ClientRequest, connectMs: number, giveUp: () => void): void {
  const timer = setTimeout(giveUp, connectMs);
  const done = () => clearTimeout(timer);
  request.once('close', done);
  request.once('socket', (socket: TLSSocket & { readonly secureConnecting?: boolean }) => {
    // A proxy's agent hands over a socket that is connected already.
    if (request.reusedSocket || !(socket.connecting || socket.secureConnecting)) {
      done();
    } else {
      socket.once(socket.encrypted ? 'secureConnect' : 'connect', done);
    }
  });
  request.once('response', done);
}

async function* readBody(place: ServerPlace, response: IncomingMessage, signal: AbortSignal | undefined): AsyncIterable<Buffer> {
  const isZipped = response.headers['content-encoding'] === 'gzip';
  const stream: Readable = isZipped ? pipeline(response, createGunzip(), () => undefined) : response;
  try {
    for await (const chunk of stream) {
      yield chunk as Buffer;
    }
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : networkError(place, error);
  } finally {
    response.destroy();
  }
}

/** The whole text of an answer. */
export async function readText({ body }: Pick<Answer, 'body'>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxTextBytes) {
      throw new ClusterError(
        'server',
        l10n.t('The answer is larger than {0} MiB and is not read. Ask for less.', maxTextBytes >> 20),
      );
    }
  }
  return Buffer.concat(chunks).toString('utf8');
}
