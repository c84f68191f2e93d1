import { Duplex } from 'node:stream';
import * as l10n from '@vscode/l10n';
import type { RawData, WebSocket } from 'ws';
import type { PodRef } from '../clusterApi.ts';
import { ClusterError } from '../clusterError.ts';
import type { HttpClient } from '../http/httpClient.ts';
import { networkError } from '../http/networkError.ts';
import { podPath, withQuery } from '../resourcePath.ts';
import { openPodSocket } from './podSocket.ts';

/** Channels of one forwarded port (kubelet `portforward/websocket.go`); the first frame of each repeats the port in two bytes. */
const dataChannel = 0;
const errorChannel = 1;

/** One connection to a port of a pod. It ends when the pod's side does, and fails with `ClusterError`. */
export async function dialPod(client: HttpClient, pod: PodRef, port: number, signal: AbortSignal): Promise<Duplex> {
  const path = withQuery(podPath(pod, 'portforward'), { ports: port });
  const socket = await openPodSocket(client, path, ['v4.channel.k8s.io'], signal);
  return new PodConnection(client, pod, port, socket);
}

class PodConnection extends Duplex {
  readonly #socket: WebSocket;
  readonly #greeted = new Set<number>();

  constructor(client: HttpClient, pod: PodRef, port: number, socket: WebSocket) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    socket.on('message', (data: RawData) => this.#receive(data as Buffer, pod, port));
    socket.on('error', (error) => this.destroy(networkError(client.place, error)));
    socket.once('close', () => {
      this.push(null);
      this.end();
    });
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.send(Buffer.concat([Buffer.of(dataChannel), chunk]), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.terminate();
    done(error);
  }

  #receive(frame: Buffer, pod: PodRef, port: number): void {
    const channel = frame[0] ?? -1;
    if (!this.#greeted.has(channel)) {
      this.#greeted.add(channel);
      return;
    }
    const data = frame.subarray(1);
    if (channel === errorChannel && data.length > 0) {
      const why = l10n.t(
        'Port {0} of pod {1} does not answer: {2}. Check that the container listens there.',
        port,
        pod.name,
        data.toString('utf8').trim(),
      );
      this.destroy(new ClusterError('unreachable', why));
    } else if (channel === dataChannel && !this.push(data)) {
      this.#socket.pause();
    }
  }
}
