import { execFile } from 'node:child_process';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const version = '3.22.1';
const directory = resolve(import.meta.dirname, '../../.cache/engines/embedded');
const marker = 'node_modules/node-llama-cpp/package.json';

/** Directory with the embedded engine's packages, fetched by npm once for all tests of this checkout. */
export async function ensureEmbeddedPackages(): Promise<string> {
  if (await isInstalled()) {
    return directory;
  }
  // Test files run side by side: each installs beside the place, and the first one to finish moves in.
  const own = `${directory}.${process.pid}`;
  try {
    await mkdir(own, { recursive: true });
    const packages = [`node-llama-cpp@${version}`, `@node-llama-cpp/${process.platform}-${process.arch}@${version}`];
    const flags = ['--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund'];
    await promisify(execFile)('npm', ['install', ...flags, '--prefix', own, ...packages]);
    await rename(own, directory);
  } catch (error) {
    if (!(await isInstalled())) {
      throw error;
    }
  } finally {
    await rm(own, { recursive: true, force: true });
  }
  return directory;
}

function isInstalled(): Promise<boolean> {
  return access(resolve(directory, marker)).then(
    () => true,
    () => false,
  );
}
