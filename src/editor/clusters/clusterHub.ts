import * as vscode from 'vscode';
import type { ClusterConnection, Clusters } from '../../target/cluster/clusterConnection.ts';
import { readSetting } from '../commands.ts';
import { DisposableStore } from '../disposables.ts';
import { reporting } from '../errors.ts';
import type { SettingId } from '../ids.ts';

const settings: readonly SettingId[] = ['gpuFractions.kubeconfig', 'gpuFractions.namespaces'];

/** The clusters of the user's kubeconfigs. Costs nothing until someone asks: the client of Kubernetes is loaded then. */
export class ClusterHub implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<void>());
  readonly #log: vscode.LogOutputChannel;
  #opening: Promise<Clusters> | undefined;
  #opened: Clusters | undefined;

  /** Contexts came or went, or the clusters were opened. */
  readonly onDidChange = this.#changed.event;

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (settings.some((id) => change.affectsConfiguration(id))) {
          void reporting(log, () => this.#reopen());
        }
      }),
    );
    // a kubeconfig in the workspace may be read from now on
    this.#store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => void reporting(log, async () => this.#opened?.reload())));
  }

  /** Those that were opened; undefined before the first use. */
  get opened(): Clusters | undefined {
    return this.#opened;
  }

  /** All contexts; the first caller loads the client and reads the kubeconfigs. No cluster is asked anything by this. */
  clusters(): Promise<Clusters> {
    if (this.#opening === undefined) {
      const opening = this.#open(() => this.#opening === opening);
      this.#opening = opening;
      opening.catch(() => {
        this.#opening = this.#opening === opening ? undefined : this.#opening;
      });
    }
    return this.#opening;
  }

  /** The connection of a context by its id; undefined where there is no such context (any more). */
  async connection(id: string): Promise<ClusterConnection | undefined> {
    return (await this.clusters()).connection(id);
  }

  /** Those whose settings have changed while they were opened give way to their successors. */
  async #open(isWanted: () => boolean): Promise<Clusters> {
    const { openClusters } = await import('../../target/cluster/clusters.ts');
    const kubeconfig = readSetting('gpuFractions.kubeconfig').trim();
    const clusters = await openClusters({
      env: { ...process.env, ...(kubeconfig !== '' && { KUBECONFIG: kubeconfig }) },
      mayRunPrograms: () => vscode.workspace.isTrusted,
      untrustedFolders: () =>
        vscode.workspace.isTrusted ? [] : (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
      namespaces: readSetting('gpuFractions.namespaces'),
      log: (line) => this.#log.info(line),
    });
    if (this.#store.isDisposed) {
      clusters[Symbol.dispose]();
      return clusters;
    }
    if (!isWanted()) {
      clusters[Symbol.dispose]();
      return this.clusters();
    }
    this.#opened = clusters;
    clusters.onDidChange(() => this.#changed.fire());
    this.#changed.fire();
    return clusters;
  }

  async #reopen(): Promise<void> {
    if (this.#opening === undefined) {
      this.#changed.fire();
      return;
    }
    this.#opened?.[Symbol.dispose]();
    this.#opened = undefined;
    this.#opening = undefined;
    await this.clusters();
  }

  dispose(): void {
    this.#opened?.[Symbol.dispose]();
    this.#store.dispose();
  }
}
