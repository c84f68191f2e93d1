import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A fake npm that never ends, first on the PATH: the real one cannot be made to hang. */
export async function hangingNpm(): Promise<{ readonly path: string } & AsyncDisposable> {
  const directory = await mkdtemp(join(tmpdir(), 'gpu-fractions-npm-'));
  await writeFile(join(directory, 'npm'), '#!/bin/sh\nexec sleep 300\n', { mode: 0o755 });
  return {
    path: `${directory}${delimiter}${process.env['PATH'] ?? ''}`,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
