import { Buffer } from 'node:buffer';
import { Connection } from './connection.ts';
import { requestHead } from './http/requestHead.ts';

export interface PoolOptions {
  /** Sent with each request, `authorization` among them. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Kept connections to one address, as many as there are requests at a time: one request each. Disposed, all are closed. */
export class ConnectionPool implements Disposable {
  readonly #url: URL;
  readonly #head: string;
  readonly #open = new Set<Connection>();
  readonly #idle: Connection[] = [];
  #isDisposed = false;

  /** `url`: the whole address of the requests, from `requestUrl`. Throws a LoadError on headers that cannot be sent. */
  constructor(url: URL, { headers = {} }: PoolOptions = {}) {
    this.#url = url;
    this.#head = requestHead(url, headers);
  }

  /** Requests that have a connection then are cancelled. */
  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** The bytes of a request. */
  toBytes(body: string): Buffer {
    const head = `${this.#head}${Buffer.byteLength(body)}\r\n\r\n`;
    const bytes = Buffer.allocUnsafe(head.length + Buffer.byteLength(body));
    bytes.write(head, 'latin1');
    bytes.write(body, head.length);
    return bytes;
  }

  /** The connection that was used last, else a new one. Not after the pool was disposed. */
  take(): Connection {
    return this.#idle.pop() ?? this.open();
  }

  open(): Connection {
    const connection = new Connection(this.#url, () => this.#forget(connection));
    this.#open.add(connection);
    return connection;
  }

  /** Takes a connection back whose answer was read to its end. */
  giveBack(connection: Connection): void {
    connection.free();
    if (connection.isOpen && !this.#isDisposed) this.#idle.push(connection);
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    for (const connection of this.#open) connection.close();
  }

  #forget(connection: Connection): void {
    this.#open.delete(connection);
    const index = this.#idle.indexOf(connection);
    if (index >= 0) this.#idle.splice(index, 1);
  }
}
