import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkManifest } from '../checkManifest.ts';
import { applyEdits } from '../edits.ts';
import { parseManifest } from '../manifestFile.ts';
import { pageOptions } from './pages/pageOptions.ts';
import { renderRulePages } from './pages/renderRulePages.ts';
import { ruleSettings } from './pages/ruleSettings.ts';
import type { RulePage } from './pages/rulePage.ts';
import { ruleTable, type RuleId } from './ruleTable.ts';

const pages = Object.entries(ruleTable) as [RuleId, RulePage][];

for (const [id, page] of pages) {
  test(`the example of ${id} has the finding, and what cures it has no finding at all`, () => {
    const options = pageOptions(page);
    const found = checkManifest(page.example, options).filter(({ rule }) => rule === id);
    assert.ok(found.length > 0, page.example);
    assert.deepEqual(
      found.map(({ severity }) => severity),
      found.map(() => page.severity),
    );
    assert.deepEqual(checkManifest(page.cured, options), []);
  });
}

test('a fix of an example takes its finding away', () => {
  for (const [id, page] of pages) {
    const options = pageOptions(page);
    const file = parseManifest(page.example, options);
    for (const { fixes } of file.findings.filter(({ rule }) => rule === id)) {
      for (const { edits } of fixes) {
        const after = checkManifest(applyEdits(file, edits), options).map(({ rule }) => rule);
        assert.ok(!after.includes(id), `${id}: ${after.join(', ')}`);
      }
    }
  }
});

test('the pages of docs/rules are those of the table: `npm run docs:rules` writes them', () => {
  const folder = new URL('../../../docs/rules/', import.meta.url);
  const rendered = renderRulePages();
  assert.deepEqual(readdirSync(folder).toSorted(), [...rendered.keys()].toSorted());
  for (const [name, text] of rendered) assert.equal(readFileSync(new URL(name, folder), 'utf8'), text, name);
});

test('the setting of the rules in package.json has those of the table: `npm run docs:rules` writes them', () => {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  const manifest = JSON.parse(text) as {
    contributes: { configuration: { properties: Record<string, { properties?: object }> } };
  };
  assert.deepEqual(manifest.contributes.configuration.properties['gpuFractions.rules']?.properties, ruleSettings());
});
