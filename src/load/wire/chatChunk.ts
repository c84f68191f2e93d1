import * as l10n from '@vscode/l10n';

/** What one event of a streamed chat completion says. */
export type ChatChunk =
  | {
      readonly kind: 'chunk';
      readonly hasOutput: boolean;
      readonly finishReason?: string;
      readonly promptTokens?: number;
      readonly completionTokens?: number;
    }
  | { readonly kind: 'done' }
  | { readonly kind: 'error'; readonly message: string };

/** Reads the data of one event. What is neither a chunk nor an error that a server reports is an error of ours. */
export function readChatChunk(data: string): ChatChunk {
  if (data.trim() === '[DONE]') return { kind: 'done' };
  const chunk = parseObject(data);
  if (chunk === undefined) return { kind: 'error', message: l10n.t('not JSON: {0}', shorten(data)) };
  if ('error' in chunk && chunk['error'] !== null) return { kind: 'error', message: describeError(chunk) };
  const choices = chunk['choices'];
  const choice = asObject(Array.isArray(choices) ? choices[0] : undefined);
  const usage = asObject(chunk['usage']);
  const completionTokens = usage?.['completion_tokens'];
  const promptTokens = usage?.['prompt_tokens'];
  const finishReason = choice?.['finish_reason'];
  return {
    kind: 'chunk',
    hasOutput: choice !== undefined && hasOutput(choice),
    ...(typeof finishReason === 'string' && { finishReason }),
    ...(typeof promptTokens === 'number' && { promptTokens }),
    ...(typeof completionTokens === 'number' && { completionTokens }),
  };
}

/** The words of an error that a server answers with: OpenAI's, FastAPI's, or the text itself. */
export function describeErrorBody(body: string): string {
  const parsed = parseObject(body);
  return parsed === undefined ? shorten(body) : describeError(parsed);
}

/** A role chunk or an empty text is no token; reasoning and tool calls are. */
function hasOutput(choice: Readonly<Record<string, unknown>>): boolean {
  const delta = asObject(choice['delta']) ?? {};
  const isText = (value: unknown) => typeof value === 'string' && value !== '';
  const toolCalls = delta['tool_calls'];
  return (
    isText(choice['text']) ||
    isText(delta['content']) ||
    isText(delta['reasoning']) ||
    isText(delta['reasoning_content']) ||
    (Array.isArray(toolCalls) && toolCalls.length > 0)
  );
}

function describeError(body: Readonly<Record<string, unknown>>): string {
  const error = body['error'] ?? body['message'] ?? body['detail'];
  const message = asObject(error)?.['message'] ?? error;
  return typeof message === 'string' && message !== '' ? shorten(message) : shorten(JSON.stringify(body));
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
