/** No line of a tool that we read is longer; what is, is not one of its rows. */
const longestLine = 100_000;

/** Cuts what a program writes into lines, wherever its chunks are split; CRLF and LF alike. */
export class LineSplitter {
  readonly #decoder = new TextDecoder();
  #rest = '';

  /** The lines that this chunk completes. */
  push(chunk: Uint8Array): readonly string[] {
    const parts = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\n');
    this.#rest = (parts.pop() ?? '').slice(0, longestLine);
    return parts.map(withoutReturn);
  }

  /** What is left when the program has ended: its last line, where that has no end. */
  end(): readonly string[] {
    const last = withoutReturn(this.#rest + this.#decoder.decode());
    this.#rest = '';
    return last === '' ? [] : [last];
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
