import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import * as z from 'zod/mini';
import {
  commandIds,
  contextKeys,
  editorIds,
  extensionId,
  logScheme,
  panelIds,
  settingIds,
  viewContainerId,
  viewIds,
  walkthroughId,
} from './ids.ts';

const root = new URL('../../', import.meta.url);
const byText = (left: string, right: string): number => left.localeCompare(right);
const readText = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8');

const menuItem = z.object({ command: z.string(), when: z.optional(z.string()) });
const manifestShape = z.object({
  name: z.string(),
  publisher: z.string(),
  icon: z.string(),
  activationEvents: z.array(z.string()),
  extensionKind: z.array(z.string()),
  capabilities: z.object({
    untrustedWorkspaces: z.object({ supported: z.literal('limited'), restrictedConfigurations: z.array(z.string()) }),
  }),
  contributes: z.object({
    commands: z.array(z.object({ command: z.string(), title: z.string(), category: z.string() })),
    walkthroughs: z.array(z.object({ id: z.string(), steps: z.array(z.object({ media: z.object({ svg: z.string() }) })) })),
    customEditors: z.array(z.object({ viewType: z.string(), selector: z.array(z.object({ filenamePattern: z.string() })) })),
    viewsContainers: z.object({ activitybar: z.array(z.object({ id: z.string(), icon: z.string() })) }),
    views: z.record(z.string(), z.array(z.object({ id: z.string() }))),
    viewsWelcome: z.array(z.object({ view: z.string(), when: z.string() })),
    keybindings: z.array(menuItem),
    menus: z.record(z.string(), z.array(menuItem)),
    configuration: z.object({
      properties: z.record(z.string(), z.object({ type: z.string(), default: z.unknown(), scope: z.string() })),
    }),
  }),
});
const manifestText = await readText('package.json');
const manifest = manifestShape.parse(JSON.parse(manifestText));
const { contributes } = manifest;
const { commandPalette: hidden = [], ...shownMenus } = contributes.menus;
const menuItems = Object.values(shownMenus).flat();
const views = new Set<string>(Object.values(viewIds));
const editors = new Set<string>(Object.values(editorIds));

test('package.json and ids.ts name the same extension and commands', () => {
  assert.equal(`${manifest.publisher}.${manifest.name}`, extensionId);
  assert.deepEqual(contributes.commands.map(({ command }) => command).sort(byText), Object.keys(commandIds).sort(byText));
});

test('menus use only commands that exist', () => {
  assert.ok(menuItems.length > 0);
  assert.deepEqual(
    [...menuItems, ...hidden, ...contributes.keybindings].filter(({ command }) => !(command in commandIds)),
    [],
  );
});

test('commands that the palette hides can be reached elsewhere', () => {
  // what a row of the tree does when it is clicked is said in code
  const ofRows = { command: 'gpuFractions.openSelectedJob' };
  const elsewhere = new Set([...menuItems, ...contributes.keybindings, ofRows].map(({ command }) => command));
  for (const { command, when } of hidden) {
    assert.equal(when, 'false', command);
    assert.ok(elsewhere.has(command), command);
  }
});

test('package.json and ids.ts name the same views', async () => {
  const [container, ...more] = contributes.viewsContainers.activitybar;
  assert.deepEqual([container?.id, more], [viewContainerId, []]);
  await access(new URL(container?.icon ?? '', root));
  assert.deepEqual(
    (contributes.views[viewContainerId] ?? []).map(({ id }) => id),
    Object.values(viewIds),
  );
  assert.ok(contributes.viewsWelcome.every(({ view }) => views.has(view)));
});

test('package.json and ids.ts name the same editors', () => {
  assert.deepEqual(
    contributes.customEditors.map(({ viewType }) => viewType),
    [...editors],
  );
});

test('package.json and ids.ts name the same settings, each with a default', () => {
  const { properties } = contributes.configuration;
  assert.deepEqual(Object.keys(properties).sort(byText), Object.keys(settingIds).sort(byText));
  for (const [id, { type, default: value }] of Object.entries(properties)) {
    assert.equal(Array.isArray(value) ? 'array' : typeof value, type, `default of ${id}`);
  }
});

test('settings that lead to programs are restricted, and of the machine alone', () => {
  const restricted = Object.entries(settingIds).flatMap(([id, { isRestricted }]) => (isRestricted ? [id] : []));
  assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted(byText), restricted.sort(byText));
  for (const id of restricted) {
    assert.equal(contributes.configuration.properties[id]?.scope, 'machine', id);
  }
});

test('when clauses and steps of the walkthrough use our context keys as they are typed', () => {
  const used = [...manifestText.matchAll(/"(?:when": "|onContext:)((?:[^"\\]|\\.)*)"/g)]
    .flatMap(([, clause = '']) => [...clause.matchAll(/gpuFractions\.[\w.]+/g)])
    .map(([key]) => key)
    .filter((key) => !views.has(key) && !editors.has(key));
  assert.deepEqual([...new Set(used)].sort(byText), Object.keys(contextKeys).sort(byText));
});

test('what a menu starts needs a trusted workspace with real files', () => {
  const writers = ['gpuFractions.setFraction', 'gpuFractions.changeContainer', 'gpuFractions.convertRequest'];
  const readers = ['gpuFractions.compareBenchmark', 'gpuFractions.exportBenchmark', 'gpuFractions.showBenchmarkJson'];
  const harmless = [...writers, ...readers];
  for (const { command, when } of menuItems.filter((item) => !harmless.includes(item.command))) {
    assert.match(when ?? '', /(^|&& )isWorkspaceTrusted( &&|$)/, command);
    assert.match(when ?? '', /(^|&& )!virtualWorkspace( &&|$)/, command);
  }
});

test('panels and logs that a reload restores activate the extension', () => {
  const restored = manifest.activationEvents.filter((event) => !event.startsWith('onLanguage:'));
  const panels = Object.values(panelIds).map((id) => `onWebviewPanel:${id}`);
  assert.deepEqual(restored.sort(byText), [...panels, `onFileSystem:${logScheme}`].sort(byText));
});

test('package.json and package.nls.json name the same texts', async () => {
  const used = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map(([, key = '']) => key);
  const texts = z.record(z.string(), z.string()).parse(JSON.parse(await readText('package.nls.json')));
  assert.deepEqual([...new Set(used)].sort(byText), Object.keys(texts).sort(byText));
});

test('links of the walkthrough run commands that exist, and its pictures are there', async () => {
  const [walkthrough, ...more] = contributes.walkthroughs;
  assert.equal(walkthrough?.id, walkthroughId);
  assert.deepEqual(more, []);
  const linked = [...(await readText('package.nls.json')).matchAll(/\(command:(gpuFractions\.\w+)/g)].map(([, id = '']) => id);
  assert.ok(linked.length > 0);
  assert.deepEqual(
    linked.filter((id) => !(id in commandIds) && !views.has(id)),
    [],
  );
  for (const { media } of walkthrough.steps) {
    await access(new URL(media.svg, root));
  }
});

test('the icon exists, and the extension runs where the files are', async () => {
  await access(new URL(manifest.icon, root));
  assert.deepEqual(manifest.extensionKind, ['workspace']);
});
