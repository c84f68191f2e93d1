import { randomInt } from 'node:crypto';
import type { CompletionRequest } from '../completion.ts';
import { ChatTemplateError, type ChatMessage, type LanguageModel, type Sampling, type Token } from '../model.ts';
import { ApiError } from './apiError.ts';
import { chatRequestSchema, readBody, textRequestSchema, type ChatRequestBody, type SamplingFields } from './requestSchema.ts';

/** How the answer is to be sent. */
export interface ReplyOptions {
  readonly isStream: boolean;
  /** Whether a stream tells its usage at the end. */
  readonly includesUsage: boolean;
}

export interface ReadRequest {
  readonly completion: CompletionRequest;
  readonly reply: ReplyOptions;
}

/** What a request may call the model. */
export interface ModelNames {
  /** The one it is listed and answered under. */
  readonly alias: string;
  readonly others: readonly string[];
}

/** A completion without max_tokens ends after this many, as with OpenAI. */
const defaultCompletionTokens = 16;

/** Reads the body of POST /v1/chat/completions. Throws an ApiError. */
export function readChatRequest(body: unknown, model: LanguageModel, names: ModelNames): ReadRequest {
  const fields = readBody(chatRequestSchema, body);
  checkModel(fields, names);
  const text = renderChat(fields.messages.map(toMessage), model);
  const prompt = model.tokenize(text, { parsesSpecialTokens: model.chatTemplate.spellsSpecialTokens });
  const maxTokens = fields.max_completion_tokens ?? fields.max_tokens ?? model.contextTokens;
  return { completion: completionRequest(fields, prompt, maxTokens, model, 'messages'), reply: replyOptions(fields) };
}

/** Reads the body of POST /v1/completions. Throws an ApiError. */
export function readTextRequest(body: unknown, model: LanguageModel, names: ModelNames): ReadRequest {
  const fields = readBody(textRequestSchema, body);
  checkModel(fields, names);
  const text = typeof fields.prompt === 'string' ? fields.prompt : fields.prompt[0];
  const prompt = model.tokenize(text, { parsesSpecialTokens: true });
  const maxTokens = fields.max_completion_tokens ?? fields.max_tokens ?? defaultCompletionTokens;
  return { completion: completionRequest(fields, prompt, maxTokens, model, 'prompt'), reply: replyOptions(fields) };
}

function checkModel({ model }: SamplingFields, { alias, others }: ModelNames): void {
  if (model !== undefined && model !== null && model !== alias && !others.includes(model)) {
    throw new ApiError('unknownModel', `The model "${model}" does not exist here; this engine serves "${alias}".`, 'model');
  }
}

function toMessage({ role, content }: ChatRequestBody['messages'][number]): ChatMessage {
  return {
    role: role === 'developer' ? 'system' : role,
    content: typeof content === 'string' ? content : content.map(({ text }) => text).join(''),
  };
}

function renderChat(messages: readonly ChatMessage[], { chatTemplate }: LanguageModel): string {
  try {
    return chatTemplate.render(messages);
  } catch (error) {
    if (error instanceof ChatTemplateError) {
      throw new ApiError('badRequest', `The model's chat template refuses these messages: ${error.message}`, 'messages', {
        cause: error,
      });
    }
    throw error;
  }
}

function completionRequest(
  fields: SamplingFields,
  prompt: readonly Token[],
  maxTokens: number,
  { contextTokens }: LanguageModel,
  param: string,
): CompletionRequest {
  if (prompt.length === 0) {
    throw new ApiError('badRequest', `${param} holds no token; this model needs one to begin with.`, param);
  }
  if (prompt.length >= contextTokens) {
    throw new ApiError(
      'contextOverflow',
      `The prompt has ${prompt.length} tokens; the context of ${contextTokens} leaves no room for an answer. ` +
        'Shorten the prompt or start the engine with a larger context.',
      param,
    );
  }
  return {
    prompt,
    maxTokens: Math.min(maxTokens, contextTokens - prompt.length),
    stop: typeof fields.stop === 'string' ? [fields.stop] : (fields.stop ?? []),
    sampling: readSampling(fields),
  };
}

/** Without a seed every request draws one: llama.cpp's own is the clock, the same for all requests of a second. */
function readSampling(fields: SamplingFields): Sampling {
  return {
    temperature: fields.temperature ?? 1,
    topP: fields.top_p ?? 1,
    topK: Math.max(0, fields.top_k ?? 40),
    seed: typeof fields.seed === 'number' ? Number(BigInt.asUintN(32, BigInt(fields.seed))) : randomInt(2 ** 32),
    ignoresEndOfText: fields.ignore_eos ?? false,
  };
}

function replyOptions(fields: SamplingFields): ReplyOptions {
  return { isStream: fields.stream ?? false, includesUsage: fields.stream_options?.include_usage ?? false };
}
