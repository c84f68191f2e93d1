import type { ActionSubject } from './actionSubject.ts';
import type { ActionReach } from './registerClusterActions.ts';

/** Shows a workload in the jobs panel, among those of this machine, from now on. */
export async function watchInPanel({ clusterJobs, openPanel }: ActionReach, subject: ActionSubject): Promise<void> {
  openPanel(await clusterJobs.watchWorkload(subject.connection.context.id, subject.workload.id));
}
