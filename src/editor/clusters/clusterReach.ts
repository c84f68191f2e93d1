import * as vscode from 'vscode';
import type { ClusterFacts } from '../../manifest/clusterFacts.ts';
import type { FoundWorkload } from '../../manifest/requests.ts';
import type { ClusterConnection } from '../../target/cluster/clusterConnection.ts';
import { DisposableStore } from '../disposables.ts';
import { Holdings } from '../holdings.ts';
import type * as clusterFits from './clusterFits.ts';
import type { ClusterHub } from './clusterHub.ts';

/** What cannot be read at a glance is left to the tree. */
const mostClusters = 2;
const settleMs = 500;

/** What a manifest is told of clusters. */
export interface ClusterAnswers {
  readonly onDidChange: vscode.Event<void>;
  /** `fits on 3 of 8 GPUs now (prod-eu)`, of each connected cluster that can tell. */
  fitsOf(found: FoundWorkload): readonly string[];
}

/**
 * What the connected clusters say to manifests: where a request fits, and facts for the rules. Connects none by itself; those that were
 * opened are kept up to date while a manifest is visible.
 */
export class ClusterReach implements vscode.Disposable, ClusterAnswers {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<void>());
  readonly #hub: ClusterHub;
  readonly #listening = new Holdings<ClusterConnection>();
  readonly #looking = new Holdings<ClusterConnection>();
  #tools: typeof clusterFits | undefined;
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(hub: ClusterHub) {
    this.#hub = hub;
    this.#store.add(hub.onDidChange(() => void this.#follow()));
    this.#store.add(vscode.window.onDidChangeVisibleTextEditors(() => this.#look()));
  }

  /** Of the current context where it is connected, else of the only one that is; undefined where no cluster is, or several are. */
  get facts(): ClusterFacts | undefined {
    const connected = this.#connected();
    const chosen = connected.find(({ context }) => context.isCurrent) ?? (connected.length === 1 ? connected[0] : undefined);
    return chosen && this.#tools?.toClusterFacts(chosen.objects);
  }

  fitsOf(found: FoundWorkload): readonly string[] {
    const tools = this.#tools;
    return tools === undefined
      ? []
      : this.#connected()
          .slice(0, mostClusters)
          .map(({ context, objects }) => ({ context, fit: tools.findFit(found, objects) }))
          .filter(({ fit }) => fit.kind !== 'unknown')
          .map(({ context, fit }) => `${fit.summary} (${context.name})`);
  }

  #connected(): readonly ClusterConnection[] {
    const clusters = this.#hub.opened;
    const opened = clusters?.contexts.flatMap(({ id, problem }) =>
      problem === undefined ? (clusters.connection(id) ?? []) : [],
    );
    return (opened ?? [])
      .filter(({ state, objects }) => state.kind === 'connected' && objects.pods.state === 'known')
      .toSorted((left, right) => Number(right.context.isCurrent) - Number(left.context.isCurrent));
  }

  async #follow(): Promise<void> {
    const clusters = this.#hub.opened;
    if (clusters === undefined) {
      return;
    }
    this.#tools ??= await import('./clusterFits.ts');
    if (this.#store.isDisposed || clusters !== this.#hub.opened) {
      return;
    }
    const all = clusters.contexts.flatMap(({ id }) => clusters.connection(id) ?? []);
    this.#listening.hold(all, (connection) => connection.onDidChange(() => this.#tell()));
    this.#tell();
  }

  /** News of a cluster come in showers. */
  #tell(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#look();
      this.#changed.fire();
    }, settleMs);
  }

  #look(): void {
    const isVisible = vscode.window.visibleTextEditors.some(({ document }) => document.languageId === 'yaml');
    const connected = new Set(this.#connected());
    const clusters = this.#hub.opened;
    const all = clusters?.contexts.flatMap(({ id }) => clusters.connection(id) ?? []) ?? [];
    // a cluster that does not answer for a moment is still looked at
    const wanted = all.filter((connection) => connected.has(connection) || this.#looking.has(connection));
    this.#looking.hold(isVisible ? wanted : [], (connection) => connection.look());
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#store.dispose();
    this.#listening[Symbol.dispose]();
    this.#looking[Symbol.dispose]();
  }
}
