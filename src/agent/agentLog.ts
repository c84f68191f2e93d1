import { appendFileSync, renameSync, statSync } from 'node:fs';

const maxBytes = 1_000_000;

/** The agent's own log: lines with a time, at most two files of a megabyte. A full disk never stops the agent. */
export class AgentLog {
  readonly #path: string;
  #bytes: number;

  constructor(path: string) {
    this.#path = path;
    this.#bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  line(text: string): void {
    const line = `${new Date().toISOString()} ${process.pid} ${text}\n`;
    try {
      if (this.#bytes > maxBytes) {
        renameSync(this.#path, `${this.#path}.1`);
        this.#bytes = 0;
      }
      appendFileSync(this.#path, line, { mode: 0o600 });
      this.#bytes += Buffer.byteLength(line);
    } catch {
      // nowhere left to say it
    }
  }
}
