import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { installExtension, withoutTestRunner } from '../support/vscodeHost.ts';

const script = resolve(import.meta.dirname, '../../scripts/package.mjs');

/** The package that users get, made from the last build. */
export interface PackedExtension extends AsyncDisposable {
  readonly vsix: string;
  /** Has VS Code unpack it; answers with the extension's folder. */
  unpack(): Promise<string>;
}

export async function packExtension(): Promise<PackedExtension> {
  const directory = await mkdtemp(join(tmpdir(), 'gpu-fractions-vsix-'));
  const vsix = join(directory, 'gpu-fractions.vsix');
  const env = withoutTestRunner(process.env);
  await promisify(execFile)(process.execPath, [script, '--no-build', '--out', vsix], { env });
  return {
    vsix,
    unpack: async () => {
      await installExtension(directory, vsix);
      const extensions = join(directory, 'extensions');
      const folders = (await readdir(extensions, { withFileTypes: true })).filter((entry) => entry.isDirectory());
      const [folder, ...more] = folders;
      if (folder === undefined || more.length > 0) {
        throw new Error(`VS Code unpacked ${folders.length} extensions`);
      }
      return join(extensions, folder.name);
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}
