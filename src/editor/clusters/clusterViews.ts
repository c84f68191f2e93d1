import type { ClusterObjects } from '../../target/cluster/clusterObjects.ts';
import type { ClusterView, WorkloadView } from '../../target/cluster/clusterView.ts';
import { readClusterView } from '../../target/cluster/view/readView.ts';
import { explainStop } from '../../target/cluster/why/explainStop.ts';
import { explainWaiting } from '../../target/cluster/why/explainWaiting.ts';
import type { LogTail } from '../../target/cluster/why/stopping/found.ts';
import type { Explanation } from './why/whyText.ts';

const views = new WeakMap<ClusterObjects, ClusterView>();
const headlines = new WeakMap<ClusterObjects, Map<string, string | undefined>>();

/** What is shown of a cluster's objects; the same value for the same objects. */
export function viewOf(objects: ClusterObjects): ClusterView {
  const known = views.get(objects) ?? readClusterView(objects);
  views.set(objects, known);
  return known;
}

/** Why a workload waits or has stopped, in a few words; undefined where it does neither. */
export function headlineOf(workload: WorkloadView, objects: ClusterObjects): string | undefined {
  const told = headlines.get(objects) ?? new Map<string, string | undefined>();
  headlines.set(objects, told);
  if (!told.has(workload.id)) {
    told.set(workload.id, explain(workload, objects)?.why.headline);
  }
  return told.get(workload.id);
}

/** Why a workload waits or has stopped; undefined where it does neither. `logs`: ends of logs that someone has read. */
export function explain(workload: WorkloadView, objects: ClusterObjects, logs: readonly LogTail[] = []): Explanation | undefined {
  switch (workload.state) {
    case 'waiting':
      return { kind: 'waits', why: explainWaiting(workload, objects, viewOf(objects)) };
    case 'failed':
    case 'degraded': {
      const why = explainStop(workload, objects, viewOf(objects), logs);
      return why && { kind: 'stopped', why };
    }
    case 'running':
    case 'starting':
    case 'finished':
    case 'suspended':
      return undefined;
  }
}
