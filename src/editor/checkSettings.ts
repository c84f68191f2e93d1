import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { ClusterFacts } from '../manifest/clusterFacts.ts';
import type { CheckOptions } from '../manifest/checkOptions.ts';
import { readSetting } from './commands.ts';
import { DisposableStore } from './disposables.ts';
import type { SettingId } from './ids.ts';

const settings: readonly SettingId[] = ['gpuFractions.rules', 'gpuFractions.clusterFacts'];

/** What a user's settings say to checks of manifests: how rules count, and the facts of a cluster. Nothing is read before it is asked for. */
export class CheckSettings implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<void>());
  /** Of the file of facts that was read last. */
  #watching = new DisposableStore();
  #read: Promise<CheckOptions> | undefined;
  readonly #told = new Set<string>();
  #connected: ClusterFacts | undefined;

  /** The settings changed, or the file of facts. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (settings.some((id) => change.affectsConfiguration(id))) {
          this.#forget();
        }
      }),
    );
  }

  /** The same value until something changes. What cannot be understood is told once, and counts as not said. */
  read(): Promise<CheckOptions> {
    this.#read ??= this.#load();
    return this.#read;
  }

  /** Facts of the cluster that is connected; a file that the settings name comes before them. */
  useCluster(facts: ClusterFacts | undefined): void {
    if (facts !== this.#connected) {
      this.#connected = facts;
      this.#forget();
    }
  }

  #forget(): void {
    if (this.#read !== undefined) {
      this.#read = undefined;
      this.#changed.fire();
    }
  }

  async #load(): Promise<CheckOptions> {
    const rules = Object.entries(readSetting('gpuFractions.rules'));
    const file = readSetting('gpuFractions.clusterFacts').trim();
    this.#watching.dispose();
    this.#watching = new DisposableStore();
    const { textAlone } = await import('../manifest/checkOptions.ts');
    const { cluster, severities } = textAlone;
    return {
      severities: rules.length === 0 ? severities : await this.#readRules(rules),
      cluster: (file === '' ? this.#connected : await this.#readFacts(file)) ?? cluster,
    };
  }

  async #readRules(rules: readonly (readonly [string, unknown])[]): Promise<CheckOptions['severities']> {
    const { readSeverities } = await import('../manifest/ruleSeverities.ts');
    const { severities, problems } = readSeverities(rules);
    problems.forEach((problem) => this.#tell('gpuFractions.rules', problem));
    return severities;
  }

  async #readFacts(file: string): Promise<CheckOptions['cluster'] | undefined> {
    const uri = locate(file);
    if (uri === undefined) {
      const message = vscode.l10n.t('{0}: no folder is open in which it could be. Write the whole path.', file);
      this.#tell('gpuFractions.clusterFacts', message);
      return undefined;
    }
    this.#watch(uri);
    const { parseClusterFacts } = await import('../manifest/clusterFactsFile.ts');
    let text: string;
    try {
      text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#tell('gpuFractions.clusterFacts', vscode.l10n.t('{0} cannot be read: {1}', file, why));
      return undefined;
    }
    const facts = parseClusterFacts(text);
    if (facts.kind === 'value') {
      return facts.value;
    }
    this.#tell('gpuFractions.clusterFacts', `${file}: ${facts.problem}`);
    return undefined;
  }

  #watch(uri: vscode.Uri): void {
    const folder = vscode.Uri.joinPath(uri, '..');
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const watcher = this.#watching.add(
      vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, name.replaceAll(/[[\]{}*?]/g, '?'))),
    );
    const forget = (): void => this.#forget();
    watcher.onDidCreate(forget);
    watcher.onDidChange(forget);
    watcher.onDidDelete(forget);
  }

  #tell(setting: SettingId, problem: string): void {
    const message = `${setting}: ${problem}`;
    if (this.#told.has(message)) {
      return;
    }
    this.#told.add(message);
    const open = vscode.l10n.t('Open Settings');
    void vscode.window.showWarningMessage(message, open).then(async (choice) => {
      if (choice === open) {
        await vscode.commands.executeCommand('workbench.action.openSettings', setting);
      }
    });
  }

  dispose(): void {
    this.#watching.dispose();
    this.#store.dispose();
  }
}

/** A path of its own, or one in the first folder of the workspace. */
function locate(file: string): vscode.Uri | undefined {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (isAbsolute(file)) {
    return folder?.with({ path: vscode.Uri.file(file).path }) ?? vscode.Uri.file(file);
  }
  return folder && vscode.Uri.joinPath(folder, file);
}
