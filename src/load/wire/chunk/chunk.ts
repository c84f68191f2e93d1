import * as l10n from '@vscode/l10n';

/** Tokens as a server counts them; absent where it tells none. */
export interface Usage {
  readonly promptTokens?: number;
  readonly outputTokens?: number;
}

/** What one event of a streamed answer says, or the one JSON of an answer that is not streamed. */
export type Chunk =
  | { readonly kind: 'chunk'; readonly hasOutput: boolean; readonly finishReason?: string; readonly usage: Usage }
  | { readonly kind: 'done' }
  | { readonly kind: 'error'; readonly message: string };

type Json = Readonly<Record<string, unknown>>;

/** Reads the data of one event, of chat or completions. What is neither a chunk nor an error that a server reports is an error of ours. */
export function readChunk(data: string): Chunk {
  if (data.trim() === '[DONE]') return { kind: 'done' };
  const chunk = parseObject(data);
  if (chunk === undefined) return { kind: 'error', message: l10n.t('not JSON: {0}', shorten(data)) };
  if (isError(chunk)) return { kind: 'error', message: describeError(chunk) };
  const choices = asArray(chunk['choices']).map(asObject);
  const finishReason = choices.map((choice) => choice?.['finish_reason']).find((reason) => typeof reason === 'string');
  return {
    kind: 'chunk',
    hasOutput: choices.some((choice) => choice !== undefined && hasOutput(choice)),
    ...(typeof finishReason === 'string' && { finishReason }),
    usage: readUsage(chunk),
  };
}

/** Reads the one JSON of an answer with embeddings: each is output, and its tokens are those of the texts. */
export function readEmbeddings(body: string): Chunk {
  const answer = parseObject(body);
  if (answer === undefined) return { kind: 'error', message: l10n.t('not JSON: {0}', shorten(body)) };
  if (isError(answer) || !Array.isArray(answer['data'])) return { kind: 'error', message: describeError(answer) };
  const usage = asObject(answer['usage']);
  const tokens = asCount(usage?.['prompt_tokens']) ?? asCount(usage?.['total_tokens']);
  return {
    kind: 'chunk',
    hasOutput: answer['data'].length > 0,
    usage: tokens === undefined ? {} : { promptTokens: tokens, outputTokens: tokens },
  };
}

/** The words of an error that a server answers with: OpenAI's, FastAPI's, or the text itself. */
export function describeErrorBody(body: string): string {
  const parsed = parseObject(body);
  return parsed === undefined ? shorten(body) : describeError(parsed);
}

/** OpenAI's shape, and that of vLLM before 0.9 (`"object": "error"`). */
function isError(body: Json): boolean {
  return (body['error'] !== undefined && body['error'] !== null) || body['object'] === 'error';
}

/** A role chunk or an empty text is no token; reasoning and tool calls are. `message`: of an answer that is not streamed. */
function hasOutput(choice: Json): boolean {
  const delta = asObject(choice['delta']) ?? asObject(choice['message']) ?? {};
  return (
    isText(choice['text']) ||
    isText(delta['content']) ||
    isText(delta['reasoning']) ||
    isText(delta['reasoning_content']) ||
    asArray(delta['tool_calls']).length > 0
  );
}

/** OpenAI's usage, else what llama.cpp tells of its own count. */
function readUsage(chunk: Json): Usage {
  const usage = asObject(chunk['usage']);
  const promptTokens = asCount(usage?.['prompt_tokens']);
  const outputTokens = asCount(usage?.['completion_tokens']) ?? asCount(asObject(chunk['timings'])?.['predicted_n']);
  return { ...(promptTokens !== undefined && { promptTokens }), ...(outputTokens !== undefined && { outputTokens }) };
}

function describeError(body: Json): string {
  const error = body['error'] ?? body['message'] ?? body['detail'];
  const message = asObject(error)?.['message'] ?? error;
  return typeof message === 'string' && message !== '' ? shorten(message) : shorten(JSON.stringify(body));
}

function parseObject(text: string): Json | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
