import type { ActionSubject } from './actionSubject.ts';
import type { ActionReach } from './registerClusterActions.ts';

/** The logs of all pods of a workload, or of one, as a document that grows; with the run before the last restart. */
export async function showWorkloadLogs({ logs }: ActionReach, { connection, workload, pod }: ActionSubject): Promise<void> {
  const id = pod === undefined ? workload.id : `Pod/${pod.namespace}/${pod.name}`;
  await logs.show({ id: `${connection.context.id}/${id}`, name: pod?.name ?? workload.name });
}
