import { Buffer } from 'node:buffer';

/** Events of streams as the tests write them, and how they are framed. */
export const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
export const output = (content: string, more: object = {}) =>
  event({ choices: [{ index: 0, delta: { content }, finish_reason: null }], ...more });
export const end = event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
export const usage = (tokens: number) => event({ choices: [], usage: { prompt_tokens: 5, completion_tokens: tokens } });
export const done = 'data: [DONE]\n\n';

export const streamHead = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n';
export const chunkOf = (bytes: string | Buffer) =>
  Buffer.concat([Buffer.from(`${Buffer.byteLength(bytes).toString(16)}\r\n`), Buffer.from(bytes), Buffer.from('\r\n')]);
export const chunkedStream = (...parts: readonly (string | Buffer)[]) =>
  Buffer.concat([
    Buffer.from(`${streamHead}transfer-encoding: chunked\r\n\r\n`),
    ...parts.map(chunkOf),
    Buffer.from('0\r\n\r\n'),
  ]);
