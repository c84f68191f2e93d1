/** Index into the vocabulary of the loaded model. */
export type Token = number;

export interface Sampling {
  /** 0: always the most likely token. */
  readonly temperature: number;
  readonly topP: number;
  /** 0: no cut. */
  readonly topK: number;
  /** Unsigned 32 bits. */
  readonly seed: number;
  /** Goes on past the end of the text until another limit stops it. */
  readonly ignoresEndOfText: boolean;
}

/** One slot of the KV cache; serves one request at a time. */
export interface Sequence {
  /** Cells of the KV cache that it fills now. */
  readonly usedCells: number;
  /** Reads tokens without generating any. */
  prefill(tokens: readonly Token[]): Promise<void>;
  /** Reads the rest of the prompt, then generates one token for each `next()`, the end of the text included. */
  generate(tokens: readonly Token[], sampling: Sampling): AsyncGenerator<Token, void, void>;
  /** Frees its cells. Waits for the batch that is being computed. */
  clear(): Promise<void>;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Writes a conversation as the prompt that its next answer continues. */
export interface ChatTemplate {
  /** Whether its text spells special tokens of the model. */
  readonly spellsSpecialTokens: boolean;
  /** Throws a ChatTemplateError where the template cannot express this conversation. */
  render(messages: readonly ChatMessage[]): string;
}

/** The template refuses a conversation, for instance one with a system message; the message says why. */
export class ChatTemplateError extends Error {
  override readonly name = 'ChatTemplateError';
}

/** Turns tokens into text; bytes that are no whole character become U+FFFD. */
export interface Detokenizer {
  /** `before`: the few tokens ahead of these, which decide about a leading space. */
  detokenize(tokens: readonly Token[], before: readonly Token[]): string;
}

/** A loaded language model with its KV cache. */
export interface LanguageModel extends Detokenizer {
  /** Tokens of prompt and answer together that one sequence holds. */
  readonly contextTokens: number;
  readonly sequences: readonly Sequence[];
  /** Of all sequences together. */
  readonly kvCells: number;
  /** Tokens that one batch computes at most. */
  readonly batchTokens: number;
  /** Whether its weights are random, so that its text means nothing. */
  readonly isNoise: boolean;
  readonly chatTemplate: ChatTemplate;
  /** With the token that begins every text, where the model wants one. */
  tokenize(text: string, options: { readonly parsesSpecialTokens: boolean }): readonly Token[];
  isEndOfText(token: Token): boolean;
}
