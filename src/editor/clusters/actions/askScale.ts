import * as vscode from 'vscode';
import { isScalable, scaleWorkload } from '../../../target/cluster/jobs/changeWorkload.ts';
import { CancelledError } from '../../errors.ts';
import type { ActionSubject } from './actionSubject.ts';
import { readReplicas } from './readReplicas.ts';
import type { ActionReach } from './registerClusterActions.ts';

/** Asks how many replicas a workload shall have, and sets them. */
export async function askScale(_reach: ActionReach, { connection, workload }: ActionSubject): Promise<void> {
  const { name, namespace, kind, desired, scaling } = workload;
  if (!isScalable(workload)) {
    throw new Error(vscode.l10n.t('{0} "{1}" has no replicas to set. Change its manifest and deploy it again.', kind, name));
  }
  const prompt =
    scaling === undefined
      ? vscode.l10n.t('{0} in {1}, each replica asks for {2}', kind, namespace, workload.requestText)
      : vscode.l10n.t(
          'An autoscaler sets the replicas too ({0} to {1}): it may undo this.',
          scaling.min ?? 1,
          scaling.max ?? '∞',
        );
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Replicas of {0}', name),
    prompt,
    value: String(desired ?? workload.pods.length),
    validateInput: (text) => {
      const replicas = readReplicas(text);
      return typeof replicas === 'number' ? undefined : replicas.problem;
    },
  });
  const replicas = typed === undefined ? undefined : readReplicas(typed);
  if (typeof replicas !== 'number') {
    throw new CancelledError();
  }
  if (replicas !== desired) {
    await scaleWorkload(await connection.api(), workload, replicas);
    vscode.window.setStatusBarMessage(vscode.l10n.t('{0}: {1} replicas wanted', name, replicas), 5000);
  }
}
