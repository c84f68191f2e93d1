import type { NodeView, WorkloadView } from '../../../target/cluster/clusterView.ts';
import type { Row } from '../row.ts';
import type { ClusterLook } from './clusterLook.ts';
import type { RowMakers } from './contextRow.ts';
import { nodeRow } from './nodeRow.ts';
import { workloadRow } from './workloadRow.ts';

interface KeptRow {
  /** All that the row shows beside its view. */
  readonly key: string;
  readonly row: Row;
}

/** Of a node or workload that stayed the same value the same row again, unless something else that it shows changed. */
export class KeptRows implements RowMakers {
  readonly #rows = new WeakMap<NodeView | WorkloadView, KeptRow>();

  node(view: NodeView, look: ClusterLook): Row {
    const doing = view.gpus.flatMap(({ slices }) => slices.map(({ pod }) => look.activity(pod.namespace, pod.name)?.text));
    const isPinned = look.pins.has(`${look.context.id}/node/${view.name}`);
    return this.#keep(view, [look.context.id, look.namespaces, isPinned, doing], () => nodeRow(view, look));
  }

  workload(parentId: string, workload: WorkloadView, look: ClusterLook): Row {
    const doing = workload.pods.map(({ pod }) => look.activity(pod.namespace, pod.name)?.text);
    const isPinned = look.pins.has(`${look.context.id}/workload/${workload.id}`);
    return this.#keep(workload, [parentId, isPinned, doing, look.headline(workload)], () =>
      workloadRow(parentId, workload, look),
    );
  }

  #keep(view: NodeView | WorkloadView, shown: readonly unknown[], draw: () => Row): Row {
    const key = JSON.stringify(shown);
    const kept = this.#rows.get(view);
    if (kept?.key === key) {
      return kept.row;
    }
    const row = draw();
    this.#rows.set(view, { key, row });
    return row;
  }
}
