import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const samples = resolve(import.meta.dirname, '../../samples');

/** A copy of the samples that a test may add files to. */
export interface SampleWorkspace extends AsyncDisposable {
  readonly path: string;
  /** Adds the half-GPU sample with changes. */
  addHalf(fileName: string, change: (text: string) => string): Promise<void>;
}

export async function sampleWorkspace(): Promise<SampleWorkspace> {
  const path = await mkdtemp(join(tmpdir(), 'gpu-fractions-workspace-'));
  await cp(samples, path, { recursive: true });
  return {
    path,
    addHalf: async (fileName, change) => {
      const text = await readFile(join(samples, 'chat-half-gpu.yaml'), 'utf8');
      await writeFile(join(path, fileName), change(text));
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}
