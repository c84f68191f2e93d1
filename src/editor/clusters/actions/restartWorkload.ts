import * as vscode from 'vscode';
import { removePodsOrRestart } from '../../../target/cluster/jobs/changeWorkload.ts';
import type { ActionSubject } from './actionSubject.ts';
import { confirmChange } from './confirmChange.ts';
import type { ActionReach } from './registerClusterActions.ts';

/** Replaces the pods of a workload by new ones, or resumes one that is suspended; asks first. */
export async function restartWorkload(_reach: ActionReach, { connection, workload }: ActionSubject): Promise<void> {
  await confirmChange('restart', { ...workload, context: connection.context.name });
  await removePodsOrRestart(await connection.api(), connection.objects, workload);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Restarting {0}', workload.name), 5000);
}
