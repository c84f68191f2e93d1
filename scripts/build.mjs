// Bundles the processes of the product into dist/: extension and command line with lazy chunks, agent, engine, webview.
// node scripts/build.mjs [--dev]   (--dev: readable output with source maps)
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const isDev = process.argv.includes('--dev');
const banner = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};
const common = { bundle: true, minify: !isDev, sourcemap: isDev, metafile: true, logLevel: 'warning', legalComments: 'none' };
const node = { ...common, platform: 'node', format: 'esm', target: 'node24', banner, external: ['vscode', 'node-llama-cpp'] };
const browser = { ...common, platform: 'browser', format: 'esm', target: 'es2024' };

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
const results = await Promise.all([
  build({
    ...node,
    entryPoints: { extension: 'src/extension.ts' },
    splitting: true,
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
  }),
  // Node 20 must be able to read the first lines of the command line, which ask for Node 24.
  build({
    ...node,
    entryPoints: { cli: 'src/cli/bin.ts' },
    target: 'node20',
    splitting: true,
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
  }),
  build({ ...node, entryPoints: { agent: 'src/agent/bin.ts' }, outdir: 'dist' }),
  build({ ...node, entryPoints: { engine: 'src/engine/bin.ts' }, outdir: 'dist' }),
  build({ ...browser, entryPoints: { webview: 'webview/main.ts' }, outdir: 'dist' }),
]);
const outputs = Object.assign({}, ...results.map(({ metafile }) => metafile.outputs));
await writeFile('dist/metafile.json', JSON.stringify({ outputs }));
await copyFile('node_modules/@vscode/codicons/dist/codicon.ttf', 'dist/codicon.ttf');
await copyFile('node_modules/@vscode/codicons/dist/codicon.css', 'dist/codicon.css');
