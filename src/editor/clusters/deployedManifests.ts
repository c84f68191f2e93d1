import * as vscode from 'vscode';
import { DisposableStore } from '../disposables.ts';

const key = 'clusters.deployedManifests';
const mostKept = 200;

/** What of a file runs where: `workload` is the id of a WorkloadView, `<kind>/<namespace>/<name>`. */
export interface DeployedManifest {
  readonly uri: string;
  readonly contextId: string;
  readonly workload: string;
}

/** Which manifests were deployed to which clusters from here: how a workload finds its file again. Kept for the workspace. */
export class DeployedManifests implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<void>());
  readonly #memento: vscode.Memento;

  readonly onDidChange = this.#changed.event;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  get all(): readonly DeployedManifest[] {
    return this.#memento.get<readonly DeployedManifest[]>(key, []);
  }

  /** The file that a workload was deployed from last. */
  find(contextId: string, workload: string): DeployedManifest | undefined {
    return this.all.findLast((entry) => entry.contextId === contextId && entry.workload === workload);
  }

  async add(entry: DeployedManifest): Promise<void> {
    const others = this.all.filter(({ contextId, workload }) => contextId !== entry.contextId || workload !== entry.workload);
    await this.#memento.update(key, [...others, entry].slice(-mostKept));
    this.#changed.fire();
  }

  async remove(contextId: string, workload: string): Promise<void> {
    const others = this.all.filter((entry) => entry.contextId !== contextId || entry.workload !== workload);
    await this.#memento.update(key, others);
    this.#changed.fire();
  }

  dispose(): void {
    this.#store.dispose();
  }
}
