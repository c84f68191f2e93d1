// npm run docs:rules: writes docs/rules, and the rules of the setting in package.json, from src/manifest/rules/ruleTable.ts.
// A unit test fails when they differ.
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNode24, node24, root } from './bootstrap.mjs';

await ensureNode24();
if (Number(process.versions.node.split('.')[0]) < 24) {
  // The table is TypeScript, which older versions do not read.
  const { status } = spawnSync(node24, [fileURLToPath(import.meta.url)], { stdio: 'inherit' });
  process.exit(status ?? 1);
}
const { renderRulePages } = await import('../src/manifest/rules/pages/renderRulePages.ts');
const { ruleSettings } = await import('../src/manifest/rules/pages/ruleSettings.ts');
const folder = join(root, 'docs', 'rules');
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const [name, text] of renderRulePages()) {
  await writeFile(join(folder, name), text);
}

const manifestPath = join(root, 'package.json');
const manifest = JSON.parse(await readFile(manifestPath, 'utf8'));
manifest.contributes.configuration.properties['gpuFractions.rules'].properties = ruleSettings();
await writeFile(manifestPath, `${JSON.stringify(manifest, undefined, 2)}\n`);
