import * as vscode from 'vscode';
import { findServices } from '../../../target/cluster/jobs/findServices.ts';
import { CancelledError } from '../../errors.ts';
import type { ActionSubject } from './actionSubject.ts';
import type { ActionReach } from './registerClusterActions.ts';

/** Copies an address of a workload: that of its Services in the cluster, or that of this machine which leads there. */
export async function copyWorkloadEndpoint(
  { clusterJobs }: ActionReach,
  { connection, workload, title }: ActionSubject,
): Promise<void> {
  const jobId = `${connection.context.id}/${workload.id}`;
  const [jobs, services] = await Promise.all([clusterJobs.jobs(), findServices(await connection.api(), workload)]);
  const own = jobs.find(({ id }) => id === jobId)?.endpoint;
  const items = [
    ...(own === undefined ? [] : [{ label: own, description: vscode.l10n.t('from this machine') }]),
    ...services.map(({ name, url }) => ({ label: url, description: vscode.l10n.t('in the cluster, Service {0}', name) })),
  ];
  const [first] = items;
  if (first === undefined) {
    throw new Error(
      vscode.l10n.t('{0} has no endpoint: no Service leads to it, and no port of this machine. Forward its port.', title),
    );
  }
  const placeHolder = vscode.l10n.t('Which address?');
  const picked = items.length === 1 ? first : await vscode.window.showQuickPick(items, { placeHolder });
  if (picked === undefined) {
    throw new CancelledError();
  }
  await vscode.env.clipboard.writeText(picked.label);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', picked.label), 5000);
}
