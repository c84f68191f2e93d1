import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

export interface PoolOptions {
  /** Sent with each request, `authorization` among them. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Kept connections to one address, as many as there are requests at a time: one request each. Disposed, all are closed. */
export class ConnectionPool implements Disposable {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: HttpAgent | HttpsAgent;

  /** `url`: the whole address of the requests, from `requestUrl`. */
  constructor(url: URL, { headers = {} }: PoolOptions = {}) {
    this.url = url;
    this.headers = headers;
    const options = { keepAlive: true, maxSockets: Infinity };
    this.agent = url.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
  }

  [Symbol.dispose](): void {
    this.agent.destroy();
  }
}
