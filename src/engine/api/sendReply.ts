import type { ServerResponse } from 'node:http';
import type { CompletionEvent, Usage } from '../completion.ts';
import { ApiError } from './apiError.ts';
import type { ReplyOptions } from './readRequest.ts';
import { usageFields, type Envelope, type FinishReason, type ReplyFormat } from './replyFormat.ts';

const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
  'x-accel-buffering': 'no',
};

/**
 * Sends an answer as server-sent events, ended by `[DONE]`; a failure comes as an event `{"error": …}` before it.
 * A slow reader makes no one wait: what it has not read yet is bounded by the context.
 */
export async function streamReply(
  response: ServerResponse,
  events: AsyncIterable<CompletionEvent>,
  format: ReplyFormat,
  envelope: Envelope,
  { includesUsage }: ReplyOptions,
  interruption: () => ApiError,
): Promise<void> {
  const { id, ...shared } = envelope;
  const common = { id, object: format.chunkObject, ...shared };
  const noUsageYet = includesUsage ? { usage: null } : {};
  const choiceEvent = (choice: object): string => event({ ...common, choices: [choice], ...noUsageYet });
  let opening = format.opening();
  const open = (): string => {
    const text = opening === undefined ? '' : choiceEvent(opening);
    opening = undefined;
    return text;
  };
  const usageEvent = (usage: Usage): string =>
    includesUsage ? event({ ...common, choices: [], usage: usageFields(usage) }) : '';

  response.writeHead(200, streamHeaders);
  response.flushHeaders();
  try {
    for await (const item of events) {
      if (item.kind === 'text') {
        response.write(open() + choiceEvent(format.chunk(item.text, null)));
      } else {
        const last = item.ending === 'interrupted' ? event(interruption()) : open() + choiceEvent(format.chunk('', item.ending));
        response.end(`${last}${usageEvent(item.usage)}data: [DONE]\n\n`);
      }
    }
  } catch (error) {
    response.end(`${event(asApiError(error))}data: [DONE]\n\n`);
    throw error;
  }
}

/** Sends an answer as one JSON object. Throws `interruption()` where the text is not complete. */
export async function sendWholeReply(
  response: ServerResponse,
  events: AsyncIterable<CompletionEvent>,
  format: ReplyFormat,
  envelope: Envelope,
  interruption: () => ApiError,
): Promise<void> {
  const { id, ...shared } = envelope;
  let text = '';
  for await (const item of events) {
    if (item.kind === 'text') {
      text += item.text;
    } else {
      const finishReason: FinishReason = finished(item.ending, interruption);
      const choices = [format.whole(text, finishReason)];
      sendJson(response, 200, { id, object: format.object, ...shared, choices, usage: usageFields(item.usage) });
    }
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.length, ...headers });
  response.end(bytes);
}

/** What a client is told of an error that was not meant for it. */
export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError
    ? error
    : new ApiError('generationFailed', 'The engine failed; its log tells why.', null, { cause: error });
}

function finished(ending: FinishReason | 'interrupted', interruption: () => ApiError): FinishReason {
  if (ending === 'interrupted') {
    throw interruption();
  }
  return ending;
}

function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
