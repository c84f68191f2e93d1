import { setMaxListeners } from 'node:events';
import * as l10n from '@vscode/l10n';
import type { Answer, AnswerListener } from './answer.ts';
import type { Connection } from './connection.ts';
import type { ConnectionPool } from './connectionPool.ts';
import { Exchange, type OutgoingRequest } from './exchange.ts';

/**
 * Sends one request and reads its answer to the end; never rejects. The listener is told `sent` a second time where the server had closed
 * an idle connection just as it was used: nothing was answered then, so that the request goes out on a new one.
 */
export async function sendRequest(pool: ConnectionPool, request: OutgoingRequest, listener: AnswerListener): Promise<Answer> {
  const isOver = () => request.signal.aborted || pool.isDisposed;
  if (isOver()) return { kind: 'cancelled' };
  // one listener for each request under way
  setMaxListeners(0, request.signal);
  const first = await exchange(pool, pool.take(), request, listener);
  if (first !== 'stale') return first;
  if (isOver()) return { kind: 'cancelled' };
  const second = await exchange(pool, pool.open(), request, listener);
  if (second !== 'stale') return second;
  return { kind: 'failed', failure: 'connection', reason: l10n.t('the connection was closed before an answer came') };
}

function exchange(
  pool: ConnectionPool,
  connection: Connection,
  request: OutgoingRequest,
  listener: AnswerListener,
): Promise<Answer | 'stale'> {
  return new Promise((resolve) => void new Exchange(pool, connection, request, listener, resolve));
}
