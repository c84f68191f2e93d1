import { Agent as HttpAgent, request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import * as l10n from '@vscode/l10n';
import { describeErrorBody, readChatChunk } from './chatChunk.ts';
import { EventStream } from './eventStream.ts';

/** Connections that are used again, so that no request but the first waits for one. */
export interface Connection {
  readonly url: URL;
  readonly agent: HttpAgent | HttpsAgent;
}

export interface ChatRequest {
  readonly connection: Connection;
  /** JSON of the request, with `stream` and `stream_options.include_usage`. */
  readonly body: string;
  /** A stream that is silent for so long has failed. */
  readonly silenceMs: number;
  /** Ends the request at once. */
  readonly signal: AbortSignal;
  /** Called at each read from the socket with the number of chunks of output in it, zero included. */
  readonly onRead: (chunks: number) => void;
}

/** How a request ended; `tokens` is the stream's own usage figure. */
export type ChatOutcome =
  | { readonly kind: 'finished'; readonly tokens: number }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'cancelled' };

const longestErrorBody = 65_536;

export function openConnection(url: URL): Connection {
  const options = { keepAlive: true, maxSockets: Infinity };
  return { url, agent: url.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options) };
}

/** Sends one chat completion and reads its stream to the end; never rejects. */
export async function streamChat(request: ChatRequest): Promise<ChatOutcome> {
  const first = await send(request);
  // the server had closed an idle connection just as we used it: nothing was answered, so nothing is sent twice
  return first.kind === 'stale' ? settle(await send(request)) : first;
}

function settle(outcome: ChatOutcome | { readonly kind: 'stale' }): ChatOutcome {
  return outcome.kind === 'stale' ? failed(l10n.t('the connection was closed before an answer came')) : outcome;
}

function failed(reason: string): ChatOutcome {
  return { kind: 'failed', reason };
}

function send(request: ChatRequest): Promise<ChatOutcome | { readonly kind: 'stale' }> {
  const { connection, body, silenceMs, signal } = request;
  return new Promise((resolve) => {
    let hasAnswer = false;
    const isSecure = connection.url.protocol === 'https:';
    const sent: ClientRequest = (isSecure ? requestHttps : requestHttp)(connection.url, {
      method: 'POST',
      agent: connection.agent,
      signal,
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        'content-length': new TextEncoder().encode(body).length,
      },
    });
    sent.setTimeout(silenceMs, () => sent.destroy(new Error(l10n.t('silent for {0} s', silenceMs / 1000))));
    sent.on('response', (response) => {
      hasAnswer = true;
      readAnswer(response, request, resolve);
    });
    // an answer that is cut off tells it here or at the response; the first to resolve counts
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted) resolve({ kind: 'cancelled' });
      else if (!hasAnswer && sent.reusedSocket && isReset(error)) resolve({ kind: 'stale' });
      else resolve(failed(describeFailure(error)));
    });
    sent.end(body);
  });
}

function readAnswer(response: IncomingMessage, request: ChatRequest, resolve: (outcome: ChatOutcome) => void): void {
  response.on('error', (error) => resolve(request.signal.aborted ? { kind: 'cancelled' } : failed(describeFailure(error))));
  const isStream = /^text\/event-stream\b/i.test(response.headers['content-type'] ?? '');
  if (response.statusCode === 200 && isStream) readStream(response, request, resolve);
  else readErrorBody(response, resolve);
}

/** Reads chunks until the stream is done. The outcome is settled by then; what a server sends after it is read and dropped. */
function readStream(response: IncomingMessage, { onRead }: ChatRequest, resolve: (outcome: ChatOutcome) => void): void {
  const stream = new EventStream();
  let tokens: number | undefined;
  let isFinished = false;
  const outcome = (): ChatOutcome => {
    if (!isFinished) return failed(l10n.t('the stream ended before the answer was finished'));
    return tokens === undefined
      ? failed(l10n.t('the stream had no usage figure; the server does not honour stream_options.include_usage'))
      : { kind: 'finished', tokens };
  };
  const read = (events: readonly string[]): void => {
    let outputs = 0;
    for (const data of events) {
      const chunk = readChatChunk(data);
      if (chunk.kind === 'done') {
        resolve(outcome());
      } else if (chunk.kind === 'error') {
        resolve(failed(chunk.message));
        response.destroy();
      } else {
        outputs += chunk.hasOutput ? 1 : 0;
        isFinished ||= chunk.isFinished;
        tokens = chunk.completionTokens ?? tokens;
      }
    }
    onRead(outputs);
  };
  response.on('data', (bytes: Uint8Array) => {
    try {
      read(stream.push(bytes));
    } catch (error) {
      resolve(failed(describeFailure(error)));
      response.destroy();
    }
  });
  response.on('end', () => {
    read(stream.end());
    resolve(outcome());
  });
}

function readErrorBody(response: IncomingMessage, resolve: (outcome: ChatOutcome) => void): void {
  const { statusCode = 0 } = response;
  const decoder = new TextDecoder();
  let body = '';
  response.on('data', (bytes: Uint8Array) => {
    if (body.length < longestErrorBody) body += decoder.decode(bytes, { stream: true });
  });
  response.on('end', () => {
    const words = describeErrorBody(body);
    const what = statusCode === 200 ? l10n.t('answered without a stream') : `HTTP ${statusCode}`;
    resolve(failed(words === '' ? what : `${what}: ${words}`));
  });
}

function describeFailure(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return l10n.t('nothing listens there (connection refused)');
  if (code !== undefined && isReset({ code })) return l10n.t('the connection broke ({0})', code);
  return message === '' ? (code ?? l10n.t('no reason given')) : message;
}

function isReset({ code }: Pick<NodeJS.ErrnoException, 'code'>): boolean {
  return code === 'ECONNRESET' || code === 'EPIPE';
}
