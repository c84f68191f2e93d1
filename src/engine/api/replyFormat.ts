import { randomUUID } from 'node:crypto';
import type { Usage } from '../completion.ts';

export type FinishReason = 'stop' | 'length';

/** How one endpoint writes its answers. */
export interface ReplyFormat {
  readonly idPrefix: string;
  readonly object: string;
  readonly chunkObject: string;
  /** First choice of a stream, which carries no text. */
  opening(): object | undefined;
  chunk(text: string, finishReason: FinishReason | null): object;
  whole(text: string, finishReason: FinishReason): object;
}

export const chatFormat: ReplyFormat = {
  idPrefix: 'chatcmpl-',
  object: 'chat.completion',
  chunkObject: 'chat.completion.chunk',
  opening: () => chatChunk({ role: 'assistant', content: '' }, null),
  chunk: (text, finishReason) => chatChunk(text === '' ? {} : { content: text }, finishReason),
  whole: (text, finishReason) => ({
    index: 0,
    message: { role: 'assistant', content: text, refusal: null },
    logprobs: null,
    finish_reason: finishReason,
  }),
};

export const textFormat: ReplyFormat = {
  idPrefix: 'cmpl-',
  object: 'text_completion',
  chunkObject: 'text_completion',
  opening: () => undefined,
  chunk: textChoice,
  whole: textChoice,
};

function chatChunk(delta: object, finishReason: FinishReason | null): object {
  return { index: 0, delta, logprobs: null, finish_reason: finishReason };
}

function textChoice(text: string, finishReason: FinishReason | null): object {
  return { index: 0, text, logprobs: null, finish_reason: finishReason };
}

/** What all parts of one answer share. */
export interface Envelope {
  readonly id: string;
  /** Epoch seconds. */
  readonly created: number;
  readonly model: string;
  readonly system_fingerprint: string;
}

export function newEnvelope({ idPrefix }: ReplyFormat, model: string, fingerprint: string): Envelope {
  const id = idPrefix + randomUUID().replaceAll('-', '');
  return { id, created: Math.floor(Date.now() / 1000), model, system_fingerprint: fingerprint };
}

export function usageFields({ promptTokens, generatedTokens }: Usage): object {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: generatedTokens,
    total_tokens: promptTokens + generatedTokens,
  };
}
