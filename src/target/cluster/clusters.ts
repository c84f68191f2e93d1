import { homedir } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { connectApi } from './api/connectApi.ts';
import type { ClusterConnection, Clusters, KubeContext } from './clusterConnection.ts';
import { KubeConfigs } from './kubeconfig/kubeConfigs.ts';
import { kubeconfigFiles } from './kubeconfig/kubeconfigFiles.ts';
import { systemClock } from './watch/clock.ts';
import { WatchedCluster } from './watch/watchedCluster.ts';

export interface ClustersOptions {
  /** Names the kubeconfigs and proxies, and is what credential programs see. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether programs that a kubeconfig names may run; asked before each run. */
  readonly mayRunPrograms: () => boolean;
  /** Folders of a workspace without trust: no kubeconfig in them is read. */
  readonly untrustedFolders?: () => readonly string[];
  /** Namespaces to look at where a user may not read all. */
  readonly namespaces?: readonly string[];
  readonly log: (line: string) => void;
}

/** Reads the kubeconfigs; no cluster is reached before someone looks at one. Never rejects: what cannot be read is a problem. */
export async function openClusters(options: ClustersOptions): Promise<Clusters> {
  const { env, untrustedFolders } = options;
  const files = kubeconfigFiles(env, env['HOME'] ?? homedir());
  return new KubeClusters(await KubeConfigs.open({ files, ...(untrustedFolders && { untrustedFolders }) }), options);
}

class KubeClusters implements Clusters {
  readonly #configs: KubeConfigs;
  readonly #options: ClustersOptions;
  readonly #listeners = new Set<() => void>();
  readonly #open = new Map<string, { readonly connection: WatchedCluster; readonly reach: unknown }>();
  readonly #watching: Disposable;

  constructor(configs: KubeConfigs, options: ClustersOptions) {
    this.#configs = configs;
    this.#options = options;
    this.#watching = configs.onDidChange(() => this.#changed());
  }

  get contexts(): readonly KubeContext[] {
    return this.#configs.contexts;
  }

  get problems(): readonly string[] {
    return this.#configs.problems;
  }

  onDidChange(listener: () => void): Disposable {
    const entry = () => listener();
    this.#listeners.add(entry);
    return { [Symbol.dispose]: () => void this.#listeners.delete(entry) };
  }

  connection(id: string): ClusterConnection | undefined {
    const opened = this.#open.get(id)?.connection;
    const context = this.contexts.find((one) => one.id === id);
    if (opened !== undefined || context === undefined) return opened;
    const { env, mayRunPrograms, namespaces, log } = this.#options;
    const connection = new WatchedCluster({
      context,
      openApi: async (signal) => connectApi(this.#configs.access(id), { env, mayRunPrograms, signal }),
      clock: systemClock,
      log,
      ...(namespaces && { namespaces }),
    });
    this.#open.set(id, { connection, reach: this.#reach(id) });
    return connection;
  }

  reload(): Promise<void> {
    return this.#configs.reload();
  }

  [Symbol.dispose](): void {
    this.#watching[Symbol.dispose]();
    this.#configs[Symbol.dispose]();
    this.#listeners.clear();
    this.#open.forEach(({ connection }) => connection[Symbol.dispose]());
    this.#open.clear();
  }

  /** Connections stay whose contexts are reached as before; which context is the current one matters to none. */
  #changed(): void {
    for (const [id, { connection, reach }] of this.#open) {
      const context = this.contexts.find((one) => one.id === id);
      if (context !== undefined && isDeepStrictEqual(reach, this.#reach(id))) {
        connection.renew(context);
      } else {
        connection[Symbol.dispose]();
        this.#open.delete(id);
      }
    }
    [...this.#listeners].forEach((listener) => listener());
  }

  /** All of a kubeconfig that matters to a connection; undefined where it says too little. */
  #reach(id: string): unknown {
    if (this.contexts.find((context) => context.id === id)?.problem !== undefined) return undefined;
    const { context, cluster, user } = this.#configs.access(id);
    return { namespace: context.namespace, cluster, user };
  }
}
