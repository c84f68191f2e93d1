import { setImmediate as nextTurn } from 'node:timers/promises';
import { plainTemplate } from '../../src/engine/chat/plainTemplate.ts';
import type { LanguageModel, Sampling, Sequence, Token } from '../../src/engine/model.ts';

/** Ends the text, behind the 256 tokens that are one byte each. */
export const endOfText: Token = 256;

/** A FAKE model without weights: each token is a byte, and what it "generates" is handed in. */
export interface FakeLanguageModel extends LanguageModel {
  readonly sequences: readonly FakeSequence[];
}

export interface FakeModelOptions {
  readonly parallel?: number;
  readonly contextTokens?: number;
  readonly batchTokens?: number;
  readonly isNoise?: boolean;
  /** What follows a prompt; at its end comes the end of the text for ever. */
  readonly answer?: (prompt: string) => Iterable<Token>;
}

export function fakeLanguageModel(options: FakeModelOptions = {}): FakeLanguageModel {
  const { parallel = 2, contextTokens = 256, batchTokens = 64, isNoise = false, answer = () => bytesOf('answer') } = options;
  return {
    contextTokens,
    batchTokens,
    isNoise,
    kvCells: parallel * contextTokens,
    sequences: Array.from({ length: parallel }, () => new FakeSequence(answer)),
    chatTemplate: plainTemplate,
    tokenize: bytesOf,
    detokenize: (tokens) =>
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(tokens.filter((token) => token < 256))),
    isEndOfText: (token) => token === endOfText,
  };
}

export function bytesOf(text: string): Token[] {
  return [...Buffer.from(text)];
}

class FakeSequence implements Sequence {
  readonly #answer: (prompt: string) => Iterable<Token>;
  #cells: Token[] = [];
  /** How often it was cleared. */
  clears = 0;
  /** Tokens of each prefill. */
  readonly prefills: number[] = [];
  lastSampling: Sampling | undefined;

  constructor(answer: (prompt: string) => Iterable<Token>) {
    this.#answer = answer;
  }

  get usedCells(): number {
    return this.#cells.length;
  }

  async prefill(tokens: readonly Token[]): Promise<void> {
    await nextTurn();
    this.prefills.push(tokens.length);
    this.#cells.push(...tokens);
  }

  async *generate(tokens: readonly Token[], sampling: Sampling): AsyncGenerator<Token, void, void> {
    this.lastSampling = sampling;
    this.#cells.push(...tokens);
    for (const token of this.#answer(Buffer.from(this.#cells).toString())) {
      await nextTurn();
      yield token;
      this.#cells.push(token);
    }
    for (;;) {
      await nextTurn();
      yield endOfText;
    }
  }

  async clear(): Promise<void> {
    await nextTurn();
    this.#cells = [];
    this.clears += 1;
  }
}
