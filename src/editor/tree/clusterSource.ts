import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { NodeView } from '../../target/cluster/clusterView.ts';
import type { ClusterConnection, Clusters, KubeContext } from '../../target/cluster/clusterConnection.ts';
import type { ClusterHub } from '../clusters/clusterHub.ts';
import type * as clusterViews from '../clusters/clusterViews.ts';
import type { ClusterPreferences } from '../clusters/clusterPreferences.ts';
import { readSetting } from '../commands.ts';
import { DisposableStore } from '../disposables.ts';
import type { ClusterLook, PodActivity } from './cluster/clusterLook.ts';
import { contextRow } from './cluster/contextRow.ts';
import { nodeRow } from './cluster/nodeRow.ts';
import type { Row } from './row.ts';
import type { TreeSource } from './treeSource.ts';

export interface ClusterSourceServices {
  readonly hub: ClusterHub;
  readonly preferences: ClusterPreferences;
  readonly activity: (contextId: string, namespace: string, pod: string) => PodActivity | undefined;
  readonly log: (line: string) => void;
}

type ViewTools = typeof clusterViews;

/** The contexts of all kubeconfigs in the tree. A cluster is asked nothing before its row is opened, and while nobody looks. */
export class ClusterSource implements TreeSource {
  readonly #services: ClusterSourceServices;
  readonly #listeners = new Set<() => void>();
  readonly #open = new Set<string>();
  /** While someone looks: what is looked at, by context. */
  #looking: Map<string, DisposableStore> | undefined;
  #tools: ViewTools | undefined;
  readonly #nodeRows = new WeakMap<NodeView, { readonly key: string; readonly row: Row }>();

  constructor(services: ClusterSourceServices) {
    this.#services = services;
  }

  rows(): readonly Row[] {
    const clusters = this.#services.hub.opened;
    return clusters === undefined ? [] : this.#inOrder(clusters.contexts).map((context) => this.#row(clusters, context));
  }

  readonly onDidChange = (listener: () => void): { dispose(): unknown } => {
    const { hub, preferences } = this.#services;
    const told = [
      hub.onDidChange(() => {
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
      clusters.problems.forEach((problem) => log(`clusters: ${problem}`));
      for (const id of this.#shown(clusters)) {
        clusters.connection(id)?.retry();
      }
      this.#follow();
      this.#tell();
    } catch (error) {
      log(`clusters: ${String(error)}`);
    }
  }

  look(): { dispose(): unknown } {
    this.#looking = new Map();
    this.#follow();
    return {
      dispose: () => {
        this.#looking?.forEach((store) => store.dispose());
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
    const looking = this.#looking;
    const clusters = this.#services.hub.opened;
    if (looking === undefined || clusters === undefined) {
      return;
    }
    const shown = new Set(this.#shown(clusters));
    for (const [id, store] of looking) {
      if (!shown.has(id)) {
        store.dispose();
        looking.delete(id);
      }
    }
    for (const id of shown) {
      const connection = clusters.connection(id);
      if (connection !== undefined && !looking.has(id)) {
        looking.set(id, this.#lookAt(connection));
      }
    }
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

  #row(clusters: Clusters, context: KubeContext): Row {
    const connection = clusters.connection(context.id);
    const look = this.#lookOf(context, connection);
    return contextRow(look, (view) => this.#nodeRow(view, look));
  }

  #lookOf(context: KubeContext, connection: ClusterConnection | undefined): ClusterLook {
    const { preferences, activity } = this.#services;
    const tools = this.#tools;
    const objects = connection?.objects;
    const wasRead = objects !== undefined && tools !== undefined && objects.pods.state !== 'loading';
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

  /** A node that stayed the same value keeps its row, unless what is shown of its pods changed. */
  #nodeRow(view: NodeView, look: ClusterLook): Row {
    const doing = view.gpus.flatMap(({ slices }) => slices.map(({ pod }) => look.activity(pod.namespace, pod.name)?.text));
    const key = JSON.stringify([look.context.id, look.namespaces, look.pins.has(`${look.context.id}/node/${view.name}`), doing]);
    const known = this.#nodeRows.get(view);
    if (known?.key === key) {
      return known.row;
    }
    const row = nodeRow(view, look);
    this.#nodeRows.set(view, { key, row });
    return row;
  }
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
