import { request } from 'node:http';
import type { ClusterApi, HttpAnswer, PodRef } from '../api/clusterApi.ts';

const mostBytes = 8_000_000;

/** GET of a pod's port over a connection that the API server forwards; rejects for bodies over 8 MB. */
async function getByDial(api: ClusterApi, pod: PodRef, port: number, path: string, signal: AbortSignal): Promise<HttpAnswer> {
  const socket = await api.dial(pod, port, signal);
  try {
    return await new Promise<HttpAnswer>((resolve, reject) => {
      const asking = request(
        { createConnection: () => socket as never, path, headers: { host: `${pod.name}:${port}`, connection: 'close' }, signal },
        (response) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          response.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
            chunks.push(chunk);
            if (bytes > mostBytes) {
              asking.destroy(new Error(`the answer of ${pod.name}:${port}${path} is larger than ${mostBytes} bytes`));
            }
          });
          response.once('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
          response.once('error', reject);
        },
      );
      asking.once('error', reject);
      asking.end();
    });
  } finally {
    socket.destroy();
  }
}

/**
 * Reads pages of pods in the way that works: by the API server's proxy, which needs no stream, else over a forwarded port. Which one it
 * was is remembered for each pod, and looked for again when it fails.
 */
export class PodReader {
  readonly #ways = new Map<string, 'proxy' | 'dial'>();

  async get(api: ClusterApi, pod: PodRef, port: number, path: string, signal: AbortSignal): Promise<HttpAnswer> {
    const key = `${pod.namespace}/${pod.name}:${port}`;
    const known = this.#ways.get(key);
    try {
      if (known !== 'dial') {
        const answer = await api.proxyGet(pod, port, path, signal);
        // the API server's own words, not the pod's: it could not reach the pod
        if (known === 'proxy' || (answer.status !== 502 && answer.status !== 503 && answer.status !== 403)) {
          this.#ways.set(key, 'proxy');
          return answer;
        }
      }
    } catch (error) {
      signal.throwIfAborted();
      if (known === 'proxy') {
        this.#ways.delete(key);
        throw error;
      }
    }
    try {
      const answer = await getByDial(api, pod, port, path, signal);
      this.#ways.set(key, 'dial');
      return answer;
    } catch (error) {
      this.#ways.delete(key);
      throw error;
    }
  }
}
