import { get } from 'node:http';

const maxBytes = 8_000_000;

/** The status and body of a page on this machine. Rejects after the timeout, on a refused connection, and for bodies over 8 MB. */
export function httpGet(url: string, timeoutMs: number): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const request = get(url, { signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes > maxBytes) {
          request.destroy(new Error(`the answer of ${url} is larger than ${maxBytes} bytes`));
        }
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }));
      response.once('error', reject);
    });
    request.once('error', reject);
  });
}
