import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import * as l10n from '@vscode/l10n';
import type { RequestFailure } from '../measure/requestRecord.ts';
import type { Api } from '../plan/loadPlan.ts';
import type { Answer, AnswerListener } from './answer.ts';
import { describeErrorBody, readChatChunk } from './chatChunk.ts';
import type { ConnectionPool } from './connectionPool.ts';
import { EventStream } from './eventStream.ts';

export interface OutgoingRequest {
  readonly api: Api;
  /** JSON. */
  readonly body: string;
  /** An answer that is silent for so long has failed. */
  readonly silenceMs: number;
  /** Aborted: ends the request at once. */
  readonly signal: AbortSignal;
  /** Milliseconds of a clock that only goes on. */
  readonly now: () => number;
}

const longestErrorBody = 65_536;

type Failed = Extract<Answer, { readonly kind: 'failed' }>;

/** Sends one request and reads its answer to the end; never rejects. */
export async function sendRequest(pool: ConnectionPool, request: OutgoingRequest, listener: AnswerListener): Promise<Answer> {
  const first = await send(pool, request, listener);
  if (first !== 'stale') return first;
  // the server had closed an idle connection just as we used it: nothing was answered, so nothing is sent twice
  const second = await send(pool, request, listener);
  return second === 'stale' ? failed('connection', l10n.t('the connection was closed before an answer came')) : second;
}

function failed(failure: RequestFailure, reason: string): Failed {
  return { kind: 'failed', failure, reason };
}

function send(pool: ConnectionPool, request: OutgoingRequest, listener: AnswerListener): Promise<Answer | 'stale'> {
  const { body, silenceMs, signal, now } = request;
  return new Promise((resolve) => {
    let hasAnswer = false;
    const isSecure = pool.url.protocol === 'https:';
    const sent: ClientRequest = (isSecure ? requestHttps : requestHttp)(pool.url, {
      method: 'POST',
      agent: pool.agent,
      signal,
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        'content-length': new TextEncoder().encode(body).length,
        ...pool.headers,
      },
    });
    let isSilent = false;
    sent.setTimeout(silenceMs, () => {
      isSilent = true;
      resolve(failed('timeout', l10n.t('silent for {0} s', silenceMs / 1000)));
      sent.destroy();
    });
    sent.on('response', (response) => {
      hasAnswer = true;
      readAnswer(response, request, listener, resolve);
    });
    // an answer that is cut off tells it here or at the response; the first to resolve counts
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted) resolve({ kind: 'cancelled' });
      else if (!hasAnswer && !isSilent && sent.reusedSocket && isReset(error)) resolve('stale');
      else resolve(describeFailure(error));
    });
    sent.end(body);
    listener.sent(now());
  });
}

type Resolve = (answer: Answer) => void;

function readAnswer(response: IncomingMessage, request: OutgoingRequest, listener: AnswerListener, resolve: Resolve): void {
  response.on('error', (error) => resolve(request.signal.aborted ? { kind: 'cancelled' } : describeFailure(error)));
  const isStream = /^text\/event-stream\b/i.test(response.headers['content-type'] ?? '');
  if (response.statusCode === 200 && isStream) readStream(response, request, listener, resolve);
  else readWhole(response, request, listener, resolve);
}

/** Reads chunks until the stream is done. The outcome is settled by then; what a server sends after it is read and dropped. */
function readStream(response: IncomingMessage, { now }: OutgoingRequest, listener: AnswerListener, resolve: Resolve): void {
  const stream = new EventStream();
  let promptTokens: number | undefined;
  let outputTokens: number | undefined;
  let finishReason: string | undefined;
  let chunks = 0;
  let isDone = false;
  const answer = (): Answer => {
    if (!isDone && finishReason === undefined) {
      return failed('truncated', l10n.t('the stream ended before the answer was finished'));
    }
    if (chunks === 0 && outputTokens !== 0) return failed('empty', l10n.t('the answer had no output'));
    return {
      kind: 'finished',
      chunks,
      ...(promptTokens !== undefined && { promptTokens }),
      ...(outputTokens !== undefined && { outputTokens }),
      ...(finishReason !== undefined && { finishReason }),
    };
  };
  const read = (at: number, events: readonly string[]): void => {
    let outputs = 0;
    for (const data of events) {
      const chunk = readChatChunk(data);
      if (chunk.kind === 'done') {
        isDone = true;
      } else if (chunk.kind === 'error') {
        resolve(failed('stream', chunk.message));
        response.destroy();
      } else {
        outputs += chunk.hasOutput ? 1 : 0;
        finishReason = chunk.finishReason ?? finishReason;
        promptTokens = chunk.promptTokens ?? promptTokens;
        outputTokens = chunk.completionTokens ?? outputTokens;
      }
    }
    chunks += outputs;
    if (outputs > 0) listener.output(at, outputs, outputTokens);
    if (isDone) resolve(answer());
  };
  response.on('data', (bytes: Uint8Array) => {
    try {
      read(now(), stream.push(bytes));
    } catch (error) {
      resolve(failed('stream', error instanceof Error ? error.message : String(error)));
      response.destroy();
    }
  });
  response.on('end', () => {
    read(now(), stream.end());
    resolve(answer());
  });
}

function readWhole(response: IncomingMessage, { api, now }: OutgoingRequest, listener: AnswerListener, resolve: Resolve): void {
  const { statusCode = 0 } = response;
  const decoder = new TextDecoder();
  let body = '';
  response.on('data', (bytes: Uint8Array) => {
    if (statusCode === 200 || body.length < longestErrorBody) body += decoder.decode(bytes, { stream: true });
  });
  response.on('end', () => {
    const at = now();
    const usage = statusCode === 200 && api === 'embeddings' ? readChatChunk(body) : undefined;
    if (usage?.kind === 'chunk' && usage.promptTokens !== undefined) {
      listener.output(at, 1, usage.promptTokens);
      resolve({ kind: 'finished', chunks: 1, promptTokens: usage.promptTokens, outputTokens: usage.promptTokens });
      return;
    }
    const words = describeErrorBody(body);
    const what = statusCode === 200 ? l10n.t('answered without a stream') : `HTTP ${statusCode}`;
    resolve(failed(statusCode === 200 ? 'stream' : 'status', words === '' ? what : `${what}: ${words}`));
  });
}

function describeFailure(error: unknown): Failed {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return failed('refused', l10n.t('nothing listens there (connection refused)'));
  if (code !== undefined && isReset({ code })) return failed('connection', l10n.t('the connection broke ({0})', code));
  return failed('connection', message === '' ? (code ?? l10n.t('no reason given')) : message);
}

function isReset({ code }: Pick<NodeJS.ErrnoException, 'code'>): boolean {
  return code === 'ECONNRESET' || code === 'EPIPE';
}
