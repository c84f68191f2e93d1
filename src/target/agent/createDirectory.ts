import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a private directory and what is missing above it. Not by `mkdir` with `recursive`: that never ends where the
 * system answers ENOENT below a directory that exists, as under /proc (seen with Node 24).
 */
export async function createDirectory(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) {
      throw error;
    }
    await createDirectory(parent);
    await makeOne(path);
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  }
}
