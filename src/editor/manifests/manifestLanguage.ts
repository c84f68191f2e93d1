import type * as vscode from 'vscode';
import type { CheckOptions } from '../../manifest/checkOptions.ts';
import type { ClusterAnswers } from '../clusters/clusterReach.ts';
import { DisposableStore } from '../disposables.ts';
import type { ContainerChoices, ConvertChoices, FractionChoices } from '../ids.ts';
import type { InventoryStore } from '../inventoryStore.ts';
import { offerFixes } from './codeActions.ts';
import { offerCompletions } from './completion/registerCompletion.ts';
import { showHovers } from './hover.ts';
import { showInlayHints } from './inlayHints.ts';
import { showLanguageStatus } from './languageStatus.ts';
import { showLenses } from './lenses.ts';
import { ManifestDocuments } from './manifestDocuments.ts';
import { showProblems } from './problems.ts';

/** All that manifests answer in the editor; loaded with the manifest floor when the first one is seen. */
export class ManifestLanguage implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #documents: ManifestDocuments;
  readonly #inventory: InventoryStore;

  /** `pageOf` is where a rule is explained. */
  constructor(inventory: InventoryStore, clusters: ClusterAnswers, options: CheckOptions, pageOf: (rule: string) => vscode.Uri) {
    this.#documents = new ManifestDocuments(options);
    this.#inventory = inventory;
    this.#store.add(showProblems(this.#documents, pageOf));
    this.#store.add(offerFixes(this.#documents));
    this.#store.add(showLenses(this.#documents, inventory, clusters));
    this.#store.add(showInlayHints(this.#documents, inventory));
    this.#store.add(showHovers(this.#documents, inventory));
    this.#store.add(offerCompletions(this.#documents, inventory));
    this.#store.add(showLanguageStatus(this.#documents));
    this.#store.add(this.#documents);
  }

  /** Checks all that is open anew. */
  setOptions(options: CheckOptions): void {
    this.#documents.setOptions(options);
  }

  /** The command "Set fraction…". */
  async setFraction(resource: vscode.Uri | undefined, choices: FractionChoices): Promise<void> {
    const { writeFraction } = await import('./setFraction.ts');
    await writeFraction(this.#documents, this.#inventory, resource, choices);
  }

  /** The command "Convert GPU request…". */
  async convertRequest(resource: vscode.Uri | undefined, choices: ConvertChoices): Promise<void> {
    const { writeConverted } = await import('./convertRequest.ts');
    await writeConverted(this.#documents, this.#inventory, resource, choices);
  }

  /** The command "Change GPU container…". */
  async changeContainer(resource: vscode.Uri | undefined, choices: ContainerChoices): Promise<void> {
    const { writeContainer } = await import('./changeContainer.ts');
    await writeContainer(this.#documents, resource, choices);
  }

  dispose(): void {
    this.#store.dispose();
  }
}
