import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { temporaryHome } from '../support/temporaryHome.ts';
import { packExtension } from './packed.ts';

/** What users get beside the pictures that package.json names, the chunks, and the pages of rules. */
const expected = [
  '.vsixmanifest',
  'LICENSE.txt',
  'changelog.md',
  'dist/agent.js',
  'dist/cli.js',
  'dist/codicon.css',
  'dist/codicon.ttf',
  'dist/engine.js',
  'dist/extension.js',
  'dist/loadWorker.js',
  'dist/webview.css',
  'dist/webview.js',
  'package.json',
  'package.nls.json',
  'readme.md',
];
const patterns = [/^dist\/chunks\/[\w-]+-[A-Z0-9]{8}\.js$/, /^docs\/rules\/[\w-]+\.md$/];

test('the package has what users need and nothing else, and its command line and agent run from it', async () => {
  await using packed = await packExtension();
  await using home = await temporaryHome('absent');
  const folder = await packed.unpack();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  assert.ok(files.some((file) => patterns[0]?.test(file)));
  const manifest = await readFile(join(folder, 'package.json'), 'utf8');
  const pictures = Array.from(manifest.matchAll(/"(media\/[^"]+)"/g), ([, path = '']) => path);
  assert.deepEqual(
    files.filter((file) => !patterns.some((pattern) => pattern.test(file))).sort(),
    [...expected, ...new Set(pictures)].sort(),
  );

  const readme = await readFile(join(folder, 'readme.md'), 'utf8');
  assert.doesNotMatch(readme, /!\[[^\]]*\]\((?!https:)/, 'a picture that the package does not have');

  const env = { ...process.env, GPU_FRACTIONS_HOME: home.path, GPU_FRACTIONS_SIMULATE: '1xNVIDIA-H100-80GB-HBM3' };
  const cli = async (...args: readonly string[]): Promise<string> =>
    (await promisify(execFile)(process.execPath, [join(folder, 'dist/cli.js'), ...args], { env, cwd: home.path })).stdout;
  assert.match(await cli('--help'), /gpu-fractions run/);
  const told: unknown = JSON.parse(await cli('devices', '--json'));
  assert.match(JSON.stringify(told), /NVIDIA-H100-80GB-HBM3/);
});
