import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const repository = join(import.meta.dirname, '../..');
let directory: Promise<string> | undefined;

/** The directory with agent.js and engine.js as the product bundles them, built once a test process; removed at its end. */
export function bundleDirectory(): Promise<string> {
  directory ??= bundle();
  return directory;
}

async function bundle(): Promise<string> {
  const outdir = await mkdtemp(join(tmpdir(), 'gpu-fractions-bundle-'));
  await build({
    absWorkingDir: repository,
    entryPoints: { agent: 'src/agent/bin.ts', engine: 'src/engine/bin.ts' },
    outdir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    external: ['node-llama-cpp'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  // node need not guess what kind of module the bundles are
  await writeFile(join(outdir, 'package.json'), '{"type": "module"}\n');
  return outdir;
}

export async function removeBundle(): Promise<void> {
  if (directory !== undefined) {
    await rm(await directory, { recursive: true, force: true });
    directory = undefined;
  }
}
