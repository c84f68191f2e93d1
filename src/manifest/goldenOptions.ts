import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { textAlone, type CheckOptions } from './checkOptions.ts';
import { parseClusterFacts } from './clusterFactsFile.ts';

/** For tests: a manifest of testdata is checked with the facts of a cluster that lie beside it; the others mostly name no queue. */
export function goldenOptions(manifest: URL): CheckOptions {
  const facts = new URL(manifest.href.replace(/\.yaml$/, '.facts.json'));
  if (!existsSync(facts)) return { ...textAlone, severities: { 'no-queue': 'off' } };
  const read = parseClusterFacts(readFileSync(facts, 'utf8'));
  assert.ok(read.kind === 'value', read.kind === 'problem' ? read.problem : '');
  return { ...textAlone, cluster: read.value };
}
