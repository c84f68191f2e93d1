// npm run package [-- --out FILE --no-build]: packs the extension for this platform into dist-vsix/, and says how large it is.
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build, ensureNode24, fail, node24, root, run, say } from './bootstrap.mjs';

/** 1.5 MB for one platform. */
const budgetBytes = 1_500_000;
/** The agent runs on Linux only for now; nothing packed is native code. */
const target = 'linux-x64';
const { values } = parseArgs({ options: { out: { type: 'string' }, 'no-build': { type: 'boolean' } } });
const { name, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const file = resolve(root, values.out ?? join('dist-vsix', `${name}-${target}-${version}.vsix`));

await ensureNode24();
if (!values['no-build']) {
  say('Building…');
  await build();
}
await mkdir(dirname(file), { recursive: true });
await pack();
const { size } = await stat(file);
console.log(`${file}: ${(size / 1000).toFixed(0)} kB of ${budgetBytes / 1000} kB`);
if (size > budgetBytes) {
  fail('The package is too large. See what is in it with unzip -l, and what each bundle is made of in dist/metafile.json.');
}

async function pack() {
  // vsce wants it inside the repository.
  const readme = 'dist-vsix/README.md';
  await mkdir(join(root, 'dist-vsix'), { recursive: true });
  await writeFile(join(root, readme), withoutPictures(await readFile(join(root, 'README.md'), 'utf8')));
  const flags = ['--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository'];
  const options = ['--target', target, '--readme-path', readme, '--out', file];
  const code = await run(node24, [join(root, 'node_modules/@vscode/vsce/vsce'), 'package', ...flags, ...options]);
  await rm(join(root, readme));
  if (code !== 0) {
    fail('vsce could not pack the extension; see above.');
  }
}

/** The pictures lie in the repository only, and a package has no address to link them from. */
function withoutPictures(markdown) {
  return markdown.replace(/^!\[[^\]]*\]\((?!https?:)[^)]*\)\n+/gm, '');
}
