import * as l10n from '@vscode/l10n';

/** Longest line that is kept; a stream with a longer one is no stream of chat chunks. */
const longestLine = 4 * 1024 * 1024;

/**
 * Reads server-sent events (HTML Living Standard, section 9.2) from bytes that are split anywhere, and gives the data of each.
 * Comments and the other fields are skipped. Throws a RangeError on a line above 4 Mi characters.
 */
export class EventStream {
  readonly #decoder = new TextDecoder();
  /** The line that has begun. */
  #line = '';
  #data: string[] = [];
  /** A carriage return ended the bytes before: a line feed that comes first belongs to it. */
  #endedWithReturn = false;

  /** The data of the events that these bytes complete. */
  push(bytes: Uint8Array): readonly string[] {
    return this.#read(this.#decoder.decode(bytes, { stream: true }));
  }

  /** The data of a last event that no blank line ended. */
  end(): readonly string[] {
    return this.#read(`${this.#decoder.decode()}\n\n`);
  }

  #read(decoded: string): readonly string[] {
    if (decoded === '') return [];
    const text = this.#endedWithReturn && decoded.startsWith('\n') ? decoded.slice(1) : decoded;
    this.#endedWithReturn = text.endsWith('\r');
    const lines = text.split(/\r\n|\n|\r/);
    const rest = lines.pop() ?? '';
    const events: string[] = [];
    for (const line of lines) {
      this.#readLine(this.#line + line, events);
      this.#line = '';
    }
    this.#line += rest;
    if (this.#line.length > longestLine) throw new RangeError(l10n.t('a line of more than {0} characters', longestLine));
    return events;
  }

  #readLine(line: string, events: string[]): void {
    if (line === '') {
      if (this.#data.length > 0) events.push(this.#data.join('\n'));
      this.#data = [];
    } else if (line === 'data' || line.startsWith('data:')) {
      this.#data.push(line.slice(5).replace(/^ /, ''));
    }
  }
}
