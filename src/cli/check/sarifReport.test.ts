import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { ruleTable } from '../../manifest/rules/ruleTable.ts';
import type { CheckRun } from './checkPaths.ts';
import { sarifReport } from './sarifReport.ts';
import { runOf } from './testRun.ts';

interface Rule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly help: { readonly text: string };
  readonly defaultConfiguration: { readonly level: string };
}

interface Driver {
  readonly name: string;
  readonly version: string;
  readonly informationUri?: string;
  readonly rules: readonly Rule[];
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }[];
  readonly fixes?: unknown;
}

interface Log {
  readonly version: string;
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: Driver };
      readonly columnKind: string;
      readonly invocations: unknown;
      readonly results: readonly Result[];
    },
  ];
}

function read(run: CheckRun): Log['runs'][0] {
  const log = JSON.parse(sarifReport(run)) as Log;
  assert.equal(log.version, '2.1.0');
  assert.equal(log.runs.length, 1);
  return log.runs[0];
}

test('the tool is ours, with the version and the address of package.json, and a rule for every page', async () => {
  const packageText = await readFile(new URL('../../../package.json', import.meta.url), 'utf8');
  const { version, homepage } = JSON.parse(packageText) as { version: string; homepage?: string };
  const { driver } = read(runOf()).tool;
  assert.equal(driver.name, 'GPU Fractions');
  assert.equal(driver.version, version);
  assert.equal(driver.informationUri, homepage);
  assert.deepEqual(
    driver.rules.map(({ id, shortDescription, help }) => [id, shortDescription.text, help.text.length > 0]),
    Object.entries(ruleTable).map(([id, { title }]) => [id, title, true]),
  );
});

test('a finding is a result with the index of its rule, its level and its region counted from 1', () => {
  const { results, tool, columnKind } = read(runOf({}, { rule: 'no-scheduler', severity: 'warning' }, { severity: 'hint' }));
  assert.equal(columnKind, 'utf16CodeUnits');
  assert.deepEqual(
    results.map(({ level }) => level),
    ['error', 'warning', 'note'],
  );
  for (const { ruleId, ruleIndex } of results) {
    assert.equal(tool.driver.rules[ruleIndex]?.id, ruleId);
  }
  assert.deepEqual(results[0]?.locations, [
    {
      physicalLocation: {
        artifactLocation: { uri: 'a.yaml' },
        region: { startLine: 6, startColumn: 19, endLine: 6, endColumn: 24 },
      },
    },
  ]);
  assert.equal('fixes' in (results[0] ?? {}), false);
});

test('a fix is its title and the replacements in the same file', () => {
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 4 } };
  const { results } = read(runOf({ fixes: [{ title: 'write "0.5"', edits: [{ range, text: '"0.5"' }] }] }));
  assert.deepEqual(results[0]?.fixes, [
    {
      description: { text: 'write "0.5"' },
      artifactChanges: [
        {
          artifactLocation: { uri: 'a.yaml' },
          replacements: [
            { deletedRegion: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 5 }, insertedContent: { text: '"0.5"' } },
          ],
        },
      ],
    },
  ]);
});

test('a URI is relative below the working directory, absolute elsewhere, and always percent-encoded', () => {
  const uris = {
    'deploy/a b.yaml': 'deploy/a%20b.yaml',
    'a:b#c?d%41.yaml': 'a%3Ab%23c%3Fd%2541.yaml',
    'größe/ツ.yaml': 'gr%C3%B6%C3%9Fe/%E3%83%84.yaml',
    [resolve('deploy/a.yaml')]: 'deploy/a.yaml',
    '<stdin>': '%3Cstdin%3E',
    '..a.yaml': '..a.yaml',
    '/elsewhere/a b.yaml': 'file:///elsewhere/a%20b.yaml',
  };
  for (const [file, uri] of Object.entries(uris)) {
    assert.equal(read(runOf({ file })).results[0]?.locations[0]?.physicalLocation.artifactLocation.uri, uri, file);
  }
});

test('what could not be checked is told by the run itself', () => {
  assert.deepEqual(read(runOf()).invocations, [{ executionSuccessful: true, toolExecutionNotifications: [] }]);
  assert.deepEqual(read({ ...runOf(), problems: ['b.yaml: no such file.'] }).invocations, [
    { executionSuccessful: false, toolExecutionNotifications: [{ level: 'error', message: { text: 'b.yaml: no such file.' } }] },
  ]);
});
