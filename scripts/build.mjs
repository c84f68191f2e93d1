// Bundles the processes of the product into dist/: extension and command line with lazy chunks, agent, engine, webview.
// node scripts/build.mjs [--dev]   (--dev: readable output with source maps)
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';

const isDev = process.argv.includes('--dev');
const banner = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};
const common = {
  bundle: true,
  minify: !isDev,
  sourcemap: isDev,
  metafile: true,
  logLevel: 'warning',
  legalComments: 'none',
  write: false,
};
const node = {
  ...common,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  banner,
  external: ['vscode', 'node-llama-cpp'],
  alias: { undici: './scripts/noUndici.mjs' },
};
const browser = { ...common, platform: 'browser', format: 'esm', target: 'es2024' };

const results = await Promise.all([
  // One build, so that both have the client of Kubernetes from the same chunks. Node 20 must be able to read the command line's own
  // file, which asks for Node 24 before it loads anything else.
  build({
    ...node,
    entryPoints: { extension: 'src/extension.ts', cli: 'src/cli/bin.ts' },
    splitting: true,
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
  }),
  build({ ...node, entryPoints: { agent: 'src/agent/bin.ts' }, outdir: 'dist' }),
  build({ ...node, entryPoints: { engine: 'src/engine/bin.ts' }, outdir: 'dist' }),
  build({ ...node, entryPoints: { loadWorker: 'src/load/run/loadWorker.ts' }, outdir: 'dist' }),
  build({ ...browser, entryPoints: { webview: 'webview/main.ts' }, outdir: 'dist' }),
]);
const outputs = Object.assign({}, ...results.map(({ metafile }) => metafile.outputs));
const codicons = 'node_modules/@vscode/codicons/dist';
const files = new Map([
  ...results.flatMap(({ outputFiles }) => outputFiles.map(({ path, contents }) => [relative('.', path), contents])),
  ['dist/metafile.json', Buffer.from(JSON.stringify({ outputs }))],
  ['dist/codicon.ttf', await readFile(join(codicons, 'codicon.ttf'))],
  ['dist/codicon.css', await readFile(join(codicons, 'codicon.css'))],
]);
for (const [file, contents] of files) {
  await replaceFile(file, contents);
}
for (const entry of await readdir('dist', { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name);
  if (entry.isFile() && !files.has(file)) {
    await rm(file);
  }
}

/** A file that stays as it is is left alone, and the others change at once: what runs from dist/ meanwhile goes on. */
async function replaceFile(file, contents) {
  const known = await readFile(file).catch(() => undefined);
  if (known?.equals(contents)) {
    return;
  }
  await mkdir(dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, contents);
  await rename(fresh, file);
}
