import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import * as l10n from '@vscode/l10n';
import type { ClusterApi, PodRef } from '../api/clusterApi.ts';
import { ClusterError } from '../api/clusterError.ts';

/** Where a new connection goes: a pod that is ready now; undefined while none is. */
export type FindPod = () => { readonly pod: PodRef; readonly port: number } | undefined;

export interface PortForwardOptions {
  readonly api: () => Promise<ClusterApi>;
  readonly findPod: FindPod;
  /** Port on this machine that is wanted; another one where it is taken. */
  readonly localPort?: number;
  /** What became of a connection that could not be made, for the log. */
  readonly onProblem: (message: string) => void;
}

/**
 * A port of this machine that leads to a workload. Every connection goes to a pod that is ready when it comes, so it outlives pods
 * that are replaced; connections to a pod that ends are closed, and the client's next one goes to another.
 */
export class PortForward implements AsyncDisposable {
  readonly #options: PortForwardOptions;
  readonly #sockets = new Set<Socket>();
  readonly #ending = new AbortController();
  readonly #server: Server;

  private constructor(options: PortForwardOptions) {
    this.#options = options;
    this.#server = createServer((socket) => void this.#forward(socket));
  }

  /** Listens on 127.0.0.1; rejects where no port can be had. */
  static async open(options: PortForwardOptions): Promise<PortForward> {
    const forward = new PortForward(options);
    await forward.#listen(options.localPort ?? 0).catch(() => forward.#listen(0));
    return forward;
  }

  /** On this machine. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  #listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
  }

  async #forward(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.setNoDelay(true);
    try {
      const place = this.#options.findPod();
      if (place === undefined) {
        throw new ClusterError('notFound', l10n.t('No pod is ready to take a connection.'));
      }
      const api = await this.#options.api();
      const remote = await api.dial(place.pod, place.port, this.#ending.signal);
      socket.once('close', () => remote.destroy());
      remote.once('close', () => socket.destroy());
      await Promise.all([pipeline(socket, remote), pipeline(remote, socket)]);
    } catch (error) {
      if (!this.#ending.signal.aborted && !isHangUp(error)) {
        this.#options.onProblem(error instanceof Error ? error.message : String(error));
      }
    } finally {
      socket.destroy();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    this.#sockets.forEach((socket) => socket.destroy());
    await new Promise<void>((resolve) => void this.#server.close(() => resolve()));
  }
}

/** One side closed while the other was still sending: how connections end. */
function isHangUp(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE', 'ABORT_ERR'].includes(code);
}
