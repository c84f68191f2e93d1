import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

let bundle: Promise<string> | undefined;

/** Path of engine.js, bundled as the product does it, once a test process; `removeEngineBundle` undoes it. */
export function engineScript(): Promise<string> {
  bundle ??= bundleEngine();
  return bundle.then((directory) => join(directory, 'engine.mjs'));
}

async function bundleEngine(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'gpu-fractions-engine-bundle-'));
  await build({
    absWorkingDir: resolve(import.meta.dirname, '../..'),
    entryPoints: ['src/engine/bin.ts'],
    outfile: join(directory, 'engine.mjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    external: ['node-llama-cpp'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  return directory;
}

export async function removeEngineBundle(): Promise<void> {
  if (bundle !== undefined) {
    await rm(await bundle, { recursive: true, force: true });
    bundle = undefined;
  }
}
