import { Buffer } from 'node:buffer';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** What a connection tells the request that has it. */
export interface ConnectionUser {
  /** The bytes are overwritten after the call. */
  readonly received: (bytes: Buffer, length: number) => void;
  /** Nothing more comes; `error` says why, unless the server ended it in order. */
  readonly closed: (error: Error | undefined) => void;
}

/** One buffer for all connections of a thread: what is read is used up before anything else is read. */
const readBuffer = Buffer.allocUnsafeSlow(65_536);

/** One socket, TCP or TLS, that one request has at a time. */
export class Connection {
  /** Requests that it was given. */
  uses = 0;
  readonly #socket: Socket;
  #user: ConnectionUser | undefined;
  readonly #onClosed: () => void;
  #isOpen = true;

  /** `onClosed`: it is of no more use. */
  constructor(url: URL, onClosed: () => void) {
    this.#onClosed = onClosed;
    this.#socket = openSocket(url, (length) => this.#receive(length));
    // what follows the first of these has nobody to tell
    this.#socket.on('error', (error) => this.#close(error));
    this.#socket.on('end', () => this.#close(undefined));
    this.#socket.on('close', () => this.#close(undefined));
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether all that was written has left. */
  get isFlushed(): boolean {
    return this.#socket.writableLength === 0;
  }

  begin(user: ConnectionUser, bytes: Buffer): void {
    this.uses++;
    this.#user = user;
    this.#socket.write(bytes);
  }

  /** The request needs it no more; another may have it. */
  free(): void {
    this.#user = undefined;
  }

  /** Closes it, and tells the request that has it. */
  close(): void {
    this.#close(undefined);
  }

  /** Closes it without a word to the request that has it. */
  destroy(): void {
    this.#user = undefined;
    this.#close(undefined);
  }

  #receive(length: number): boolean {
    // bytes that nobody asked for
    if (this.#user === undefined) this.#close(undefined);
    else this.#user.received(readBuffer, length);
    return true;
  }

  #close(error: Error | undefined): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#socket.destroy();
    this.#onClosed();
    this.#user?.closed(error);
    this.#user = undefined;
  }
}

function openSocket(url: URL, received: (length: number) => boolean): Socket {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const onread = { buffer: readBuffer, callback: received };
  if (url.protocol !== 'https:') return connectTcp({ host, port: Number(url.port || 80), noDelay: true, onread });
  const name = isIP(host) === 0 ? { servername: host } : {};
  const options = { host, port: Number(url.port || 443), noDelay: true, ALPNProtocols: ['http/1.1'], onread, ...name };
  return connectTls(options);
}
