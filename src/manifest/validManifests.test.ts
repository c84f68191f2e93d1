import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseManifest } from './manifestFile.ts';

const folder = new URL('testdata/valid/', import.meta.url);

/** What is found rightly in a file that is valid nevertheless, with the reason. */
const rightly: Readonly<Record<string, { readonly rules: readonly string[]; readonly reason: string }>> = {
  'kustomize-patch-job-template.yaml': {
    rules: ['restart-policy', 'no-scheduler'],
    reason: 'a patch of a Job with an image is written like a whole Job, and a Job needs both',
  },
};

const names = readdirSync(folder);
assert.ok(names.length >= 60, `${names.length} manifests`);
for (const name of names) {
  test(`nothing is wrong with ${name}`, () => {
    const file = parseManifest(readFileSync(new URL(name, folder), 'utf8'));
    const found = file.findings.filter(({ severity }) => severity !== 'hint');
    const shown = found.map(({ rule, message, range }) => `${range.start.line + 1}: ${rule}: ${message}`);
    assert.deepEqual(
      found.map(({ rule }) => rule),
      rightly[name]?.rules ?? [],
      shown.join('\n'),
    );
  });
}
