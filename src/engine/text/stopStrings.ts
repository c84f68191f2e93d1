/** Cuts a stream of text before the first of some strings; holds back what may be the beginning of one. */
export class StopStrings {
  readonly #stops: readonly string[];
  #held = '';

  /** The strings are not empty. */
  constructor(stops: readonly string[]) {
    this.#stops = stops;
  }

  /** Takes text, gives what no stop string can claim any more. After `isStopped` nothing follows. */
  push(text: string): { readonly text: string; readonly isStopped: boolean } {
    const all = this.#held + text;
    const found = this.#stops.map((stop) => all.indexOf(stop)).filter((index) => index >= 0);
    if (found.length > 0) {
      this.#held = '';
      return { text: all.slice(0, Math.min(...found)), isStopped: true };
    }
    const heldLength = Math.max(0, ...this.#stops.map((stop) => longestBeginningAtEnd(all, stop)));
    this.#held = all.slice(all.length - heldLength);
    return { text: all.slice(0, all.length - heldLength), isStopped: false };
  }

  /** Gives what is still held back. */
  end(): string {
    const rest = this.#held;
    this.#held = '';
    return rest;
  }
}

/** Length of the longest proper beginning of `stop` that `text` ends with. */
function longestBeginningAtEnd(text: string, stop: string): number {
  for (let length = Math.min(stop.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(stop.slice(0, length))) {
      return length;
    }
  }
  return 0;
}
