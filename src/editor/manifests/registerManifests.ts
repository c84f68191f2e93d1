import * as vscode from 'vscode';
import type { CheckSettings } from '../checkSettings.ts';
import type { ClusterAnswers } from '../clusters/clusterReach.ts';
import { registerCommand } from '../commands.ts';
import { DisposableStore } from '../disposables.ts';
import { reporting } from '../errors.ts';
import type { InventoryStore } from '../inventoryStore.ts';
import { isManifestDocument } from '../manifestContext.ts';
import { requireTrust } from '../trust.ts';
import type { ManifestLanguage } from './manifestLanguage.ts';

const delayMs = 250;

interface ManifestServices {
  readonly inventory: InventoryStore;
  readonly clusters: ClusterAnswers;
  readonly extensionUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  readonly settings: CheckSettings;
}

/** Manifests that answer back, and the commands that go with them. Nothing is loaded before the first manifest is seen. */
export function registerManifests({ inventory, clusters, extensionUri, log, settings }: ManifestServices): vscode.Disposable {
  const store = new DisposableStore();
  const pageOf = (rule: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, 'docs', 'rules', `${rule}.md`);
  let language: Promise<ManifestLanguage> | undefined;
  const load = (): Promise<ManifestLanguage> => {
    language ??= Promise.all([import('./manifestLanguage.ts'), settings.read()]).then(([loaded, options]) => {
      const ready = store.add(new loaded.ManifestLanguage(inventory, clusters, options, pageOf));
      store.add(settings.onDidChange(() => void reporting(log, async () => ready.setOptions(await settings.read()))));
      return ready;
    });
    return language;
  };
  store.add(onFirstManifest(() => void reporting(log, load)));
  store.add(
    registerCommand('gpuFractions.setFraction', async (resource, choices = {}) => {
      const setting = async (): Promise<void> => (await load()).setFraction(resource, choices);
      await (choices.amount === undefined ? reporting(log, setting) : setting());
    }),
  );
  store.add(
    registerCommand('gpuFractions.changeContainer', async (resource, choices = {}) => {
      const changing = async (): Promise<void> => (await load()).changeContainer(resource, choices);
      await (choices.container === undefined ? reporting(log, changing) : changing());
    }),
  );
  store.add(
    registerCommand('gpuFractions.convertRequest', async (resource, choices = {}) => {
      const converting = async (): Promise<void> => (await load()).convertRequest(resource, choices);
      await (choices.dialect === undefined ? reporting(log, converting) : converting());
    }),
  );
  store.add(registerCommand('gpuFractions.connect', () => reporting(log, () => connect(inventory))));
  store.add(
    registerCommand('gpuFractions.explainRule', (rule) =>
      reporting(log, async () => {
        await vscode.commands.executeCommand('markdown.showPreview', pageOf(rule ?? 'README'));
      }),
    ),
  );
  return store;
}

async function connect(inventory: InventoryStore): Promise<void> {
  requireTrust();
  await inventory.connect();
  if (inventory.state.kind === 'failed') {
    throw inventory.state.error;
  }
}

/** Tells once of a YAML document that looks like a manifest; looks at what is opened, and at what is typed once the keyboard rests. */
function onFirstManifest(tell: () => void): vscode.Disposable {
  const store = new DisposableStore();
  let timer: NodeJS.Timeout | undefined;
  const look = (document: vscode.TextDocument): void => {
    if (!store.isDisposed && isManifestDocument(document)) {
      store.dispose();
      tell();
    }
  };
  store.add({ dispose: () => clearTimeout(timer) });
  store.add(vscode.workspace.onDidOpenTextDocument(look));
  store.add(
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      // A log that an output channel writes must not put off what is typed.
      if (document.languageId === 'yaml') {
        clearTimeout(timer);
        timer = setTimeout(look, delayMs, document);
      }
    }),
  );
  vscode.workspace.textDocuments.forEach(look);
  return store;
}
