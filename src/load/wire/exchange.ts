import type { Buffer } from 'node:buffer';
import * as l10n from '@vscode/l10n';
import type { Api } from '../plan/loadPlan.ts';
import type { Answer, AnswerListener } from './answer.ts';
import { openBody, type BodyReader } from './bodyReader.ts';
import type { Connection, ConnectionUser } from './connection.ts';
import type { ConnectionPool } from './connectionPool.ts';
import type { AnswerHead } from './http/answerHead.ts';
import { ContentDecoder } from './http/contentDecoder.ts';
import { HttpReader } from './http/httpReader.ts';
import { isReset, toWireError, WireError } from './wireError.ts';

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

/** So long the end of the body is waited for after `[DONE]`, so that the next request finds the connection free. */
const tailMs = 25;

/** One request on one connection, to the end of its answer. */
export class Exchange implements ConnectionUser {
  readonly #pool: ConnectionPool;
  readonly #connection: Connection;
  readonly #request: OutgoingRequest;
  readonly #listener: AnswerListener;
  readonly #resolve: (outcome: Answer | 'stale') => void;
  readonly #http = new HttpReader({
    head: (head) => this.#begin(head),
    body: (bytes, from, to) => this.#readBody(bytes, from, to),
  });
  readonly #abort = (): void => this.#settle({ kind: 'cancelled' });
  #head: AnswerHead | undefined;
  #body: BodyReader | undefined;
  #decoder: ContentDecoder | undefined;
  #lastReadAt: number;
  #silence: NodeJS.Timeout;
  #tail: NodeJS.Timeout | undefined;
  #isReusable = false;
  #isSettled = false;

  /** Sends the request; `resolve` is called once, with `stale` where the server had closed an idle connection just as it was used. */
  constructor(
    pool: ConnectionPool,
    connection: Connection,
    request: OutgoingRequest,
    listener: AnswerListener,
    resolve: (outcome: Answer | 'stale') => void,
  ) {
    this.#pool = pool;
    this.#connection = connection;
    this.#request = request;
    this.#listener = listener;
    this.#resolve = resolve;
    request.signal.addEventListener('abort', this.#abort);
    this.#silence = setTimeout(() => this.#checkSilence(), request.silenceMs);
    connection.begin(this, pool.toBytes(request.body));
    this.#lastReadAt = request.now();
    listener.sent(this.#lastReadAt);
  }

  received(bytes: Buffer, length: number): void {
    if (this.#isSettled) {
      this.#drain(bytes, length);
      return;
    }
    const at = this.#request.now();
    this.#lastReadAt = at;
    try {
      const end = this.#http.read(bytes, 0, length);
      this.#body?.tell(at);
      if (this.#http.isDone) this.#endBody(end === length);
      else if (this.#body?.isDone) this.#awaitTail();
    } catch (error) {
      this.#body?.tell(at);
      this.#fail(error);
    }
  }

  closed(error: Error | undefined): void {
    if (this.#isSettled) {
      clearTimeout(this.#silence);
    } else if (this.#pool.isDisposed) {
      this.#settle({ kind: 'cancelled' });
    } else if (!this.#http.hasBegun && this.#connection.uses > 1 && (error === undefined || isReset(error))) {
      this.#settle('stale');
    } else if (error !== undefined) {
      this.#fail(error);
    } else if (!this.#http.hasBegun) {
      this.#fail(new WireError('connection', l10n.t('the connection was closed before an answer came')));
    } else if (this.#http.close()) {
      this.#endBody(false);
    } else if (this.#body?.isDone) {
      this.#conclude();
    } else {
      this.#fail(new WireError('connection', l10n.t('the connection broke: it was closed before the answer was whole')));
    }
  }

  #begin(head: AnswerHead): void {
    this.#head = head;
    this.#decoder = ContentDecoder.of(head.headers.get('content-encoding'), {
      decoded: (bytes, at) => this.#readDecoded(bytes, at),
      ended: () => this.#conclude(),
      broken: (error) => this.#fail(error),
    });
  }

  #readBody(bytes: Buffer, from: number, to: number): void {
    if (this.#isSettled) return;
    if (this.#decoder === undefined) this.#bodyFrom(bytes[from]).read(bytes, from, to);
    else this.#decoder.write(bytes, from, to, this.#lastReadAt);
  }

  #readDecoded(bytes: Buffer, at: number): void {
    if (this.#isSettled) return;
    try {
      const body = this.#bodyFrom(bytes[0]);
      body.read(bytes, 0, bytes.length);
      body.tell(at);
      if (body.isDone && !this.#http.isDone) this.#awaitTail();
    } catch (error) {
      this.#body?.tell(at);
      this.#fail(error);
    }
  }

  #bodyFrom(firstByte: number | undefined): BodyReader {
    if (this.#body !== undefined) return this.#body;
    if (this.#head === undefined) throw new WireError('stream', l10n.t('no reason given'));
    return (this.#body = openBody(this.#head, this.#request.api, this.#listener, firstByte));
  }

  /** All of the body was read. `isAll`: nothing else was read with its end. */
  #endBody(isAll: boolean): void {
    this.#isReusable = this.#isKept(isAll);
    if (this.#decoder === undefined) this.#conclude();
    else this.#decoder.end();
  }

  /** The answer is known, the body goes on: its end mostly comes with the next read. */
  #awaitTail(): void {
    this.#tail ??= setTimeout(() => this.#conclude(), tailMs);
  }

  #conclude(): void {
    if (this.#isSettled) return;
    try {
      const body = this.#bodyFrom(undefined);
      if (!body.isDone) {
        body.end();
        body.tell(this.#lastReadAt);
      }
      this.#settle(body.answer());
    } catch (error) {
      this.#fail(error);
    }
  }

  #checkSilence(): void {
    const { silenceMs, now } = this.#request;
    const leftMs = silenceMs - (now() - this.#lastReadAt);
    if (leftMs > 0) this.#silence = setTimeout(() => this.#checkSilence(), Math.ceil(leftMs));
    else this.#fail(new WireError('timeout', l10n.t('silent for {0} s', silenceMs / 1000)));
  }

  #fail(error: unknown): void {
    const { failure, message } = toWireError(error);
    this.#settle({ kind: 'failed', failure, reason: message });
  }

  #settle(outcome: Answer | 'stale'): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#silence);
    clearTimeout(this.#tail);
    this.#request.signal.removeEventListener('abort', this.#abort);
    this.#decoder?.destroy();
    const isOnlyTailLeft = outcome !== 'stale' && outcome.kind === 'finished' && this.#body?.isDone && !this.#http.isDone;
    if (this.#isReusable) this.#pool.giveBack(this.#connection);
    else if (isOnlyTailLeft) this.#silence = setTimeout(() => this.#connection.destroy(), this.#request.silenceMs).unref();
    else this.#connection.destroy();
    this.#resolve(outcome);
  }

  /** The answer was given already; only the end of its body is looked for, so that another request may have the connection. */
  #drain(bytes: Buffer, length: number): void {
    try {
      const end = this.#http.read(bytes, 0, length);
      if (!this.#http.isDone) return;
      clearTimeout(this.#silence);
      if (this.#isKept(end === length)) this.#pool.giveBack(this.#connection);
      else this.#connection.destroy();
    } catch {
      clearTimeout(this.#silence);
      this.#connection.destroy();
    }
  }

  /** `isAll`: nothing was read behind the end of the answer. */
  #isKept(isAll: boolean): boolean {
    return isAll && this.#head?.isKept === true && this.#connection.isFlushed;
  }
}
