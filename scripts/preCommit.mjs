#!/usr/bin/env node
// The hook of .pre-commit-hooks.yaml: gpu-fractions check. It runs in the clone that pre-commit has made; the first run builds the command there.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, ensureNode24, fail, root, run, say } from './bootstrap.mjs';

// What npm, and the build, write last: one that was broken off begins anew.
const installed = join(root, 'node_modules/.package-lock.json');
const built = join(root, 'dist/metafile.json');

if (!existsSync(built)) {
  if (!existsSync(installed)) {
    say('Fetching the packages of gpu-fractions (once)…');
    if ((await run('npm', ['ci', '--loglevel=error'])) !== 0) {
      fail('gpu-fractions could not be built: npm ci failed. Check that npm reaches its registry, then try again.');
    }
  }
  await ensureNode24();
  say('Building gpu-fractions (once)…');
  await build();
}
const { status } = spawnSync(process.execPath, [join(root, 'dist/cli.js'), 'check', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(status ?? 2);
