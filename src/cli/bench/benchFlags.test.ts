import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { help } from '../usage.ts';
import { benchFlags } from './benchFlags.ts';

const page = await readFile(new URL('../../../docs/cli.md', import.meta.url), 'utf8');

for (const flag of Object.keys(benchFlags)) {
  test(`--${flag} is in the help and on the page of the command line`, () => {
    assert.match(help, new RegExp(`--${flag}\\b`));
    assert.match(page, new RegExp(`--${flag}\\b`));
  });
}
