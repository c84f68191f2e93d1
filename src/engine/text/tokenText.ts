import type { Detokenizer, Token } from '../model.ts';

const replacement = '\uFFFD';
/** A character has at most four bytes; a longer wait is for nothing. */
const mostHeldTokens = 4;
const contextTokens = 4;

/** Turns a stream of tokens into text; holds tokens back while their bytes may be the beginning of a character. */
export class TokenText {
  readonly #detokenizer: Detokenizer;
  #before: readonly Token[];
  #held: readonly Token[] = [];

  /** `prompt`: what the text continues. */
  constructor(detokenizer: Detokenizer, prompt: readonly Token[]) {
    this.#detokenizer = detokenizer;
    this.#before = prompt.slice(-contextTokens);
  }

  /** Takes a token, gives the text that is settled by it. */
  push(token: Token): string {
    const earlier = this.#held;
    const tokens = [...earlier, token];
    const text = this.#decode(tokens);
    if (!text.endsWith(replacement) || tokens.length > mostHeldTokens) {
      return this.#settle(tokens, text);
    }
    this.#held = tokens;
    if (earlier.length === 0) {
      return '';
    }
    const earlierText = this.#decode(earlier);
    const ownText = this.#detokenizer.detokenize([token], []);
    if (ownText === '' || text !== earlierText + ownText) {
      return '';
    }
    // Bytes that this token does not continue can no longer become a character.
    this.#settle(earlier, earlierText);
    this.#held = [token];
    return earlierText;
  }

  /** Gives what is still held back. */
  end(): string {
    return this.#held.length === 0 ? '' : this.#settle(this.#held, this.#decode(this.#held));
  }

  #decode(tokens: readonly Token[]): string {
    return this.#detokenizer.detokenize(tokens, this.#before);
  }

  #settle(tokens: readonly Token[], text: string): string {
    this.#before = [...this.#before, ...tokens].slice(-contextTokens);
    this.#held = [];
    return text;
  }
}
