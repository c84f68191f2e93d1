import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkManifest } from './checkManifest.ts';
import type { CheckOptions } from './checkOptions.ts';
import type { Finding } from './finding.ts';
import { goldenOptions } from './goldenOptions.ts';
import { parseManifest, type ManifestFile } from './manifestFile.ts';
import { findWorkloads } from './requests.ts';

/** `UPDATE_GOLDEN=1` writes the expected texts anew; read the difference before committing it. */
const isUpdating = process.env['UPDATE_GOLDEN'] === '1';
const folder = new URL('testdata/', import.meta.url);

function readFacts(name: string): string | undefined {
  const facts = new URL(name.replace('.yaml', '.facts.json'), folder);
  return existsSync(facts) ? readFileSync(facts, 'utf8') : undefined;
}

function describeFinding(
  file: ManifestFile,
  { rule, severity, message, range, fixes, admissionText, fieldPath }: Finding,
): string {
  const lines = [
    `${range.start.line + 1}:${range.start.character + 1} ${severity} ${rule}: ${message}`,
    `    at   ${JSON.stringify(file.lines.slice(range))}`,
  ];
  if (admissionText !== undefined)
    lines.push(`    ${rule.startsWith('hami-') ? 'HAMi' : fieldPath === undefined ? 'KAI ' : 'API '} ${admissionText}`);
  for (const { title, edits } of fixes) {
    const written = edits
      .map((edit) => `${JSON.stringify(file.lines.slice(edit.range))} -> ${JSON.stringify(edit.text)}`)
      .join(', ');
    lines.push(`    fix  ${title}: ${written}`);
  }
  return lines.join('\n');
}

function describeFile(text: string, options: CheckOptions): string {
  const file = parseManifest(text, options);
  const workloads = findWorkloads(file).map(({ workload, result, documentIndex }) => {
    const asks = result.kind === 'request' || result.kind === 'fixed' ? [result, ...result.others] : [];
    const said = asks.map((ask) => JSON.stringify(ask.kind === 'request' ? ask.request : ask.piece));
    const asked = result.kind === 'request' || result.kind === 'fixed' ? `${result.dialect} ${said.join(' and ')}` : result.kind;
    const { kind, namespace, name, role, clusterOnly } = workload;
    const listed = clusterOnly.length === 0 ? [] : [`    not honoured here: ${clusterOnly.join(', ')}`];
    return [
      `document ${documentIndex}: ${[kind, `${namespace}/${name.value}`, role].filter(Boolean).join(' ')}: ${asked}`,
      ...listed,
    ].join('\n');
  });
  return `${[...workloads, ...checkManifest(file).map((finding) => describeFinding(file, finding))].join('\n')}\n`;
}

const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
assert.ok(names.length > 0);
for (const name of names) {
  test(`findings of ${name}`, () => {
    const expected = new URL(name.replace('.yaml', '.txt'), folder);
    const text = readFileSync(new URL(name, folder), 'utf8');
    const actual = describeFile(text, goldenOptions(readFacts(name)));
    if (isUpdating) writeFileSync(expected, actual);
    assert.equal(actual, readFileSync(expected, 'utf8'));
  });
}
