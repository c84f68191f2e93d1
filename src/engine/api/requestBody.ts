import type { IncomingMessage } from 'node:http';
import { ApiError } from './apiError.ts';

export const maxBodyBytes = 4 * 1024 * 1024;

/** Reads a body as JSON. Throws an ApiError `bodyTooLarge`, `invalidJson` or `hungUp`. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    // Read to its end, also when it is too large: a client that still sends would not see the answer.
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes <= maxBodyBytes) {
        chunks.push(chunk);
      }
    }
  } catch (error) {
    throw new ApiError('hungUp', 'The client hung up before its request was complete.', null, { cause: error });
  }
  if (bytes > maxBodyBytes) {
    throw new ApiError('bodyTooLarge', `The body has ${bytes} bytes; at most ${maxBodyBytes} are read.`);
  }
  return parseJson(Buffer.concat(chunks));
}

function parseJson(body: Buffer): unknown {
  if (body.length === 0) {
    throw new ApiError('invalidJson', 'The body is empty; it must be a JSON object.');
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    const detail = error instanceof SyntaxError ? error.message : 'it is not UTF-8';
    throw new ApiError('invalidJson', `The body is not valid JSON: ${detail}`, null, { cause: error });
  }
}
