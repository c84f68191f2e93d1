import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const repository = resolve(import.meta.dirname, '../..');

/** Bundles the suites of one kind of workspace with their runner; answers with the runner's path. */
export async function buildSuites(kind: 'trusted' | 'untrusted' | 'cluster'): Promise<string> {
  const folder = `test/extension/suites/${kind}`;
  const suites = (await readdir(join(repository, folder))).filter((name) => name.endsWith('.suite.ts'));
  if (suites.length === 0) {
    throw new Error(`no suite in ${folder}`);
  }
  const outdir = join(repository, '.cache/extension-suites', kind);
  await build({
    absWorkingDir: repository,
    entryPoints: [
      { in: 'test/extension/suites/run.ts', out: 'run' },
      ...suites.map((name) => ({ in: `${folder}/${name}`, out: name.slice(0, -'.ts'.length) })),
    ],
    outdir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    packages: 'external',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return join(outdir, 'run.js');
}
