import * as l10n from '@vscode/l10n';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ClusterConnection, Clusters, KubeContext } from '../../target/cluster/clusterConnection.ts';
import type { ClusterObjects } from '../../target/cluster/clusterObjects.ts';
import type { ClusterHub } from '../clusters/clusterHub.ts';
import type * as clusterViews from '../clusters/clusterViews.ts';
import type { ClusterPreferences } from '../clusters/clusterPreferences.ts';
import { readSetting } from '../commands.ts';
import { DisposableStore } from '../disposables.ts';
import { Holdings } from '../holdings.ts';
import { errorText } from '../errorText.ts';
import type { ClusterLook, PodActivity } from './cluster/clusterLook.ts';
import { contextRow } from './cluster/contextRow.ts';
import { KeptRows } from './cluster/keptRows.ts';
import { noteRow } from './cluster/noteRow.ts';
import type { Row } from './row.ts';
import type { TreeSource } from './treeSource.ts';

export interface ClusterSourceServices {
  readonly hub: ClusterHub;
  readonly preferences: ClusterPreferences;
  readonly activity: (contextId: string, namespace: string, pod: string) => PodActivity | undefined;
  /** Rates come and go with what is told of jobs. */
  readonly jobs: { readonly onDidChange: (listener: () => void) => { dispose(): unknown } };
  readonly log: (line: string) => void;
}

type ViewTools = typeof clusterViews;

/** The contexts of all kubeconfigs in the tree. A cluster is asked nothing before its row is opened, and while nobody looks. */
export class ClusterSource implements TreeSource {
  readonly #services: ClusterSourceServices;
  readonly #listeners = new Set<() => void>();
  readonly #open = new Set<string>();
  /** While someone looks: what is looked at. */
  #looking: Holdings<ClusterConnection> | undefined;
  #tools: ViewTools | undefined;
  #failure: string | undefined;
  readonly #keptRows = new KeptRows();

  constructor(services: ClusterSourceServices) {
    this.#services = services;
  }

  /** Whether there is anything to show, at no cost. */
  get hasRows(): boolean {
    return (this.#services.hub.opened?.contexts.length ?? 0) + this.#problems.length > 0;
  }

  rows(): readonly Row[] {
    const clusters = this.#services.hub.opened;
    const contexts = clusters === undefined ? [] : this.#inOrder(clusters.contexts);
    return [
      ...contexts.map((context) => contextRow(this.#lookOf(context, clusters?.connection(context.id)), this.#keptRows)),
      ...this.#problems.map(kubeconfigRow),
    ];
  }

  /** Why a kubeconfig, or all of them, cannot be read. */
  get #problems(): readonly string[] {
    return [...(this.#services.hub.opened?.problems ?? []), ...(this.#failure === undefined ? [] : [this.#failure])];
  }

  readonly onDidChange = (listener: () => void): { dispose(): unknown } => {
    const { hub, preferences, jobs } = this.#services;
    const told = [
      jobs.onDidChange(listener),
      hub.onDidChange(() => {
        if (hub.opened === undefined && this.#looking !== undefined) {
          void this.connect();
        }
        this.#follow();
        listener();
      }),
      preferences.onDidChange(() => {
        this.#follow();
        listener();
      }),
    ];
    this.#listeners.add(listener);
    return {
      dispose: () => {
        this.#listeners.delete(listener);
        told.forEach((item) => item.dispose());
      },
    };
  };

  async connect(): Promise<void> {
    const { hub, log } = this.#services;
    try {
      if (hub.opened === undefined && !(await hasKubeconfig())) {
        return;
      }
      this.#tools ??= await import('../clusters/clusterViews.ts');
      const clusters = await hub.clusters();
      this.#failure = undefined;
      clusters.problems.forEach((problem) => log(`clusters: ${problem}`));
      for (const id of this.#shown(clusters)) {
        clusters.connection(id)?.retry();
      }
      this.#follow();
      this.#tell();
    } catch (error) {
      this.#failure = errorText(error);
      log(`clusters: ${this.#failure}`);
      this.#tell();
    }
  }

  look(): { dispose(): unknown } {
    this.#looking = new Holdings<ClusterConnection>();
    this.#follow();
    return {
      dispose: () => {
        this.#looking?.[Symbol.dispose]();
        this.#looking = undefined;
      },
    };
  }

  setOpen(rowId: string, isOpen: boolean): void {
    const isContext = this.#services.hub.opened?.contexts.some(({ id }) => id === rowId) === true;
    if (!isContext || this.#open.has(rowId) === isOpen) {
      return;
    }
    if (isOpen) {
      this.#open.add(rowId);
    } else {
      this.#open.delete(rowId);
    }
    this.#follow();
  }

  #shown({ contexts }: Clusters): readonly string[] {
    const { pins } = this.#services.preferences;
    return contexts
      .filter(({ id, problem }) => problem === undefined && (this.#open.has(id) || pins.has(id)))
      .map(({ id }) => id);
  }

  /** Looks at the clusters that are open or pinned, and at no other. */
  #follow(): void {
    const clusters = this.#services.hub.opened;
    const shown = clusters === undefined ? [] : this.#shown(clusters).flatMap((id) => clusters.connection(id) ?? []);
    this.#looking?.hold(shown, (connection) => this.#lookAt(connection));
  }

  #lookAt(connection: ClusterConnection): DisposableStore {
    const store = new DisposableStore();
    store.use(connection.onDidChange(() => this.#tell()));
    store.use(connection.look());
    return store;
  }

  #tell(): void {
    this.#listeners.forEach((listener) => listener());
  }

  #inOrder(contexts: readonly KubeContext[]): readonly KubeContext[] {
    const { pins } = this.#services.preferences;
    return contexts.toSorted(
      (left, right) =>
        Number(pins.has(right.id)) - Number(pins.has(left.id)) ||
        Number(right.isCurrent) - Number(left.isCurrent) ||
        left.name.localeCompare(right.name),
    );
  }

  #lookOf(context: KubeContext, connection: ClusterConnection | undefined): ClusterLook {
    const { preferences, activity } = this.#services;
    const tools = this.#tools;
    const objects = connection?.objects;
    const wasRead = objects !== undefined && tools !== undefined && hasAnswered(objects);
    return {
      context,
      state: connection?.state ?? { kind: 'idle' },
      ...(wasRead && { view: tools.viewOf(objects) }),
      namespaces: preferences.namespacesOf(context.id),
      pins: preferences.pins,
      headline: (workload) => (wasRead ? tools.headlineOf(workload, objects) : undefined),
      activity: (namespace, pod) => activity(context.id, namespace, pod),
    };
  }
}

/** By a word and not by the long name of its file, which the row would be cut off at. */
function kubeconfigRow(problem: string): Row {
  const label = l10n.t('kubeconfig');
  const note = noteRow(`kubeconfig/${problem}`, problem, 'warning', ['failed']);
  return { ...note, label, description: problem, spoken: `${label}, ${problem}` };
}

/** Pods and nodes were answered once, if only by a refusal: before that there is nothing to draw. */
function hasAnswered({ pods, nodes }: ClusterObjects): boolean {
  return [pods, nodes].every(({ state }) => state !== 'loading') && [pods, nodes].some(({ state }) => state !== 'failed');
}

/** Without a kubeconfig the client of Kubernetes need not be loaded. */
async function hasKubeconfig(): Promise<boolean> {
  if (readSetting('gpuFractions.kubeconfig') !== '' || (process.env['KUBECONFIG'] ?? '') !== '') {
    return true;
  }
  try {
    await access(join(homedir(), '.kube', 'config'));
    return true;
  } catch {
    return false;
  }
}
