import { writeSync } from 'node:fs';

/** Where a command writes: facts to stdout, chatter and errors to stderr. */
export interface Console {
  readonly out: (line: string) => void;
  /** Text that brings its own line breaks; false: nobody reads any more. */
  readonly write: (text: string) => boolean;
  readonly err: (line: string) => void;
}

/** The real one. Writes are synchronous, so that nothing is lost when the process ends. */
export function processConsole(): Console {
  return {
    out: (line) => write(1, `${line}\n`),
    write: (text) => write(1, text),
    err: (line) => write(2, `${line}\n`),
  };
}

function write(descriptor: 1 | 2, text: string): boolean {
  const bytes = Buffer.from(text);
  for (let offset = 0; offset < bytes.length;) {
    try {
      offset += writeSync(descriptor, bytes, offset);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // EIO: the terminal is gone
      if (code === 'EPIPE' || code === 'EIO') {
        return false;
      }
      if (code !== 'EAGAIN') {
        throw error;
      }
    }
  }
  return true;
}
