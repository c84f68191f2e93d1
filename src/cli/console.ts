import { writeSync } from 'node:fs';

/** Where a command writes: facts to stdout, chatter and errors to stderr. */
export interface Console {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  readonly isTerminal: boolean;
}

/** The real one. Writes are synchronous, so that nothing is lost when the process ends. */
export function processConsole(): Console {
  return {
    out: (line) => write(1, `${line}\n`),
    err: (line) => write(2, `${line}\n`),
    isTerminal: process.stdout.isTTY,
  };
}

function write(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  for (let offset = 0; offset < bytes.length;) {
    try {
      offset += writeSync(descriptor, bytes, offset);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') {
        return;
      }
      if (code !== 'EAGAIN') {
        throw error;
      }
    }
  }
}
