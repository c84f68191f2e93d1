import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { ClusterError } from '../clusterError.ts';
import { readText, type HttpClient } from '../http/httpClient.ts';
import { networkError, timeoutError } from '../http/networkError.ts';
import { statusError } from '../http/statusError.ts';
import type { Identity } from '../http/transport.ts';

/** Opens a WebSocket to a path of the API server as the user, paused until someone listens. Rejects with `ClusterError`. */
export async function openPodSocket(
  client: HttpClient,
  path: string,
  protocols: readonly string[],
  signal: AbortSignal,
): Promise<WebSocket> {
  return await client.asUser((identity) => openOnce(client, path, protocols, identity, signal), signal);
}

function openOnce(
  client: HttpClient,
  path: string,
  protocols: readonly string[],
  identity: Identity,
  signal: AbortSignal,
): Promise<WebSocket> {
  signal.throwIfAborted();
  const { place, patience } = client;
  const { promise, resolve, reject } = Promise.withResolvers<WebSocket>();
  const { auth, ...options } = identity.options;
  const socket = new WebSocket(place.server.replace(/^http/, 'ws') + path, [...protocols], {
    ...options,
    headers: {
      ...(identity.headers as Record<string, string>),
      ...(auth && { authorization: `Basic ${Buffer.from(auth).toString('base64')}` }),
      'user-agent': 'gpu-fractions',
    },
    perMessageDeflate: false,
    followRedirects: false,
  });

  function giveUp(reason: unknown): void {
    reject(reason);
    socket.terminate();
  }
  const onAbort = () => giveUp(signal.reason);
  const timer = setTimeout(() => giveUp(timeoutError(place, 'connect', patience.idleMs)), patience.idleMs);
  const settled = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  socket.on('error', (error) => reject(networkError(place, error)));
  socket.once('close', settled);
  socket.once('unexpected-response', (_request, response: IncomingMessage) => {
    void readRefusal(client, response).then(giveUp);
  });
  socket.once('open', () => {
    settled();
    socket.pause();
    resolve(socket);
  });
  return promise;
}

async function readRefusal({ place }: HttpClient, response: IncomingMessage): Promise<ClusterError> {
  const { statusCode: httpStatus = 0, headers } = response;
  try {
    return statusError(place, { httpStatus, headers, body: await readText({ body: response }), isWrite: false });
  } catch (error) {
    return networkError(place, error);
  }
}
