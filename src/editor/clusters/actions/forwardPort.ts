import * as vscode from 'vscode';
import type { ActionSubject } from './actionSubject.ts';
import type { ActionReach } from './registerClusterActions.ts';

/** Opens a port of this machine that leads to the pods of a workload, as long as it is watched; its address is copied. */
export async function forwardPort({ clusterJobs }: ActionReach, { connection, workload, title }: ActionSubject): Promise<void> {
  const jobId = await clusterJobs.watchWorkload(connection.context.id, workload.id);
  const url = await clusterJobs.forward(jobId);
  await vscode.env.clipboard.writeText(url);
  const stop = vscode.l10n.t('Stop Forwarding');
  const message = vscode.l10n.t('{0} leads to {1} on {2}. The address was copied.', url, title, connection.context.name);
  void vscode.window.showInformationMessage(message, stop).then(async (choice) => {
    if (choice === stop) {
      await clusterJobs.stopForward(jobId);
    }
  });
}

/** Closes the port of this machine again; the workload is watched on. */
export async function stopForwarding({ clusterJobs }: ActionReach, { connection, workload }: ActionSubject): Promise<void> {
  const jobId = `${connection.context.id}/${workload.id}`;
  if ((await clusterJobs.jobs()).some(({ id }) => id === jobId)) {
    await clusterJobs.stopForward(jobId);
  }
  vscode.window.setStatusBarMessage(vscode.l10n.t('No port leads to {0} any more', workload.name), 5000);
}
