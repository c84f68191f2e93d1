// npm run docs:pictures [NAME…]: runs the ui tests that show the features and copies their pictures into media/readme/ for the README.
import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, ensureChromium, ensureCodeServer, ensureNode24, fail, node24, root, run, say } from './bootstrap.mjs';

/** Name in media/readme/, the test, and the picture that it keeps. */
const pictures = [
  { name: 'manifest', test: 'test/ui/manifestLanguage.test.ts', screenshot: 'manifest-lens' },
  { name: 'problem', test: 'test/ui/manifestLanguage.test.ts', screenshot: 'manifest-problem' },
  { name: 'tree', test: 'test/vsix/newUser.test.ts', screenshot: 'overview-tree' },
  { name: 'jobs-panel', test: 'test/vsix/newUser.test.ts', screenshot: 'overview' },
  { name: 'walkthrough', test: 'test/vsix/newUser.test.ts', screenshot: 'walkthrough' },
  { name: 'cluster', test: 'test/cluster/editor/watch.test.ts', screenshot: 'cluster-watch' },
  { name: 'cluster-deploy', test: 'test/cluster/editor/deploy.test.ts', screenshot: 'cluster-deploy-diff' },
  { name: 'launch-form', test: 'test/ui/launchForm.test.ts', screenshot: 'launch-form' },
];
const largestBytes = 150_000;

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !pictures.some((picture) => picture.name === name));
if (unknown.length > 0) {
  fail(`No picture ${unknown.join(', ')}. Pictures: ${pictures.map(({ name }) => name).join(', ')}.`);
}
const wanted = pictures.filter(({ name }) => asked.length === 0 || asked.includes(name));

await ensureNode24();
await ensureCodeServer();
const chromium = await ensureChromium();
if (chromium === undefined) {
  fail('Pictures need Chromium: put one on the PATH or name it in CHROMIUM.');
}
say('Building…');
await build();
const folder = join(root, 'media/readme');
await mkdir(folder, { recursive: true });
for (const test of new Set(wanted.map((picture) => picture.test))) {
  const made = wanted.filter((picture) => picture.test === test);
  const kept = (screenshot) => join(root, 'test-results', `${screenshot}.png`);
  await Promise.all(made.map(({ screenshot }) => rm(kept(screenshot), { force: true })));
  say(`${test}…`);
  if ((await run(node24, ['--test', test], { env: { ...process.env, CHROMIUM: chromium, PICTURES_FOR_README: '1' } })) !== 0) {
    fail(`${test} failed, so its pictures were not taken.`);
  }
  for (const { name, screenshot } of made) {
    if (!existsSync(kept(screenshot))) {
      fail(`${test} kept no picture ${screenshot}.`);
    }
    await copyFile(kept(screenshot), join(folder, `${name}.png`));
    const { size } = await stat(join(folder, `${name}.png`));
    console.log(`media/readme/${name}.png: ${(size / 1000).toFixed(0)} kB${size > largestBytes ? ', which is large' : ''}`);
  }
}
