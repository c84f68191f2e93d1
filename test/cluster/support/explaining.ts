import assert from 'node:assert/strict';
import type { ClusterObjects } from '../../../src/target/cluster/clusterObjects.ts';
import type { ClusterConnection, Clusters } from '../../../src/target/cluster/clusterConnection.ts';
import { openClusters } from '../../../src/target/cluster/clusters.ts';
import type { ClusterView, WorkloadView } from '../../../src/target/cluster/clusterView.ts';
import { readClusterView } from '../../../src/target/cluster/view/readView.ts';
import type { Cure } from '../../../src/target/cluster/why/cure.ts';
import { explainRunning } from '../../../src/target/cluster/why/explainRunning.ts';
import { explainStop } from '../../../src/target/cluster/why/explainStop.ts';
import { explainWaiting } from '../../../src/target/cluster/why/explainWaiting.ts';
import type { LogTail } from '../../../src/target/cluster/why/stopping/found.ts';
import { renderStop, renderWait } from '../../support/renderExplanation.ts';
import type { Rig } from '../rig/rig.ts';
import type { RigContext } from '../rig/users.ts';

/** What was told, as a person reads it, and the cures as values. */
export interface Told {
  readonly text: string;
  readonly cures: readonly Cure[];
}

/** One look at a workload. */
interface Seen {
  readonly workload: WorkloadView;
  readonly objects: ClusterObjects;
  readonly view: ClusterView;
}

/** One context of the rig as a window sees it, and what is explained to it. */
export class Explaining implements Disposable {
  readonly connection: ClusterConnection;
  readonly #clusters: Clusters;
  readonly #look: Disposable;

  private constructor(clusters: Clusters, connection: ClusterConnection) {
    this.#clusters = clusters;
    this.connection = connection;
    this.#look = connection.look();
  }

  static async open(rig: Rig, context: RigContext = 'rig-admin'): Promise<Explaining> {
    const env = { ...process.env, KUBECONFIG: rig.kubeconfig };
    const clusters = await openClusters({ env, mayRunPrograms: () => false, log: () => undefined });
    const explaining = new Explaining(clusters, clusters.connection(`cluster/${context}`) ?? assert.fail(context));
    await explaining.connection.ready();
    return explaining;
  }

  /** Why the workload stopped, once all of it is told. */
  stopped(id: string, wanted: readonly RegExp[], logs: readonly LogTail[] = []): Promise<Told> {
    return this.#told(id, wanted, ({ workload, objects, view }) => {
      const why = explainStop(workload, objects, view, logs);
      return { text: renderStop(why), cures: why.cures };
    });
  }

  /** Why the workload waits, once all of it is told. */
  waits(id: string, wanted: readonly RegExp[]): Promise<Told> {
    return this.#told(id, wanted, ({ workload, objects, view }) => {
      const why = explainWaiting(workload, objects, view);
      return { text: renderWait(why), cures: why.cures };
    });
  }

  /** Where the workload runs, once all of it is told. */
  runs(id: string, wanted: readonly RegExp[]): Promise<Told> {
    return this.#told(id, wanted, ({ workload, objects, view }) => ({
      text: explainRunning(workload, objects, view)
        .map(({ pod, text }) => `${pod}: ${text}`)
        .join('\n'),
      cures: [],
    }));
  }

  /** After a minute it fails with what is told instead. */
  async #told(id: string, wanted: readonly RegExp[], tell: (seen: Seen) => Told): Promise<Told> {
    const { promise, resolve, reject } = Promise.withResolvers<Told>();
    let last = `there is no ${id}`;
    const check = (): void => {
      const { objects } = this.connection;
      const view = readClusterView(objects);
      const workload = view.workloads.find((one) => one.id === id);
      if (workload === undefined) return;
      const told = tell({ workload, objects, view });
      const missing = wanted.filter((pattern) => !pattern.test(told.text));
      last = `${id} (${workload.state}) lacks ${missing.join(' ')}:\n${told.text}`;
      if (missing.length === 0) resolve(told);
    };
    using _listening = this.connection.onDidChange(check);
    const timer = setTimeout(() => reject(new Error(last)), 60_000);
    try {
      check();
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  [Symbol.dispose](): void {
    this.#look[Symbol.dispose]();
    this.#clusters[Symbol.dispose]();
  }
}
