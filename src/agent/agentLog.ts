import { appendFileSync, renameSync, statSync } from 'node:fs';

const maxBytes = 1_000_000;

/** The agent's own log: lines with a time, at most two files of a megabyte. A full disk, or a directory that is not ours, never stops the agent. */
export class AgentLog {
  readonly #path: string;
  #bytes: number | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  line(text: string): void {
    const line = `${new Date().toISOString()} ${process.pid} ${text}\n`;
    try {
      const bytes = this.#bytes ?? statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
      if (bytes > maxBytes) {
        renameSync(this.#path, `${this.#path}.1`);
      }
      appendFileSync(this.#path, line, { mode: 0o600 });
      this.#bytes = (bytes > maxBytes ? 0 : bytes) + Buffer.byteLength(line);
    } catch {
      // nowhere left to say it
    }
  }
}
