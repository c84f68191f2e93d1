import * as vscode from 'vscode';
import { deleteWorkload } from '../../../target/cluster/jobs/changeWorkload.ts';
import { podType } from '../../../target/cluster/jobs/resourceOf.ts';
import type { ActionSubject } from './actionSubject.ts';
import { confirm } from './confirmChange.ts';
import type { ActionReach } from './registerClusterActions.ts';

/** Deletes a workload, or one of its pods; the question names what goes. Its uid spares one of the same name that came later. */
export async function askDelete(_reach: ActionReach, { connection, workload, pod }: ActionSubject): Promise<void> {
  const { kind, namespace, name } = workload;
  const { name: context } = connection.context;
  const button = vscode.l10n.t('Delete');
  if (pod === undefined) {
    const pods = workload.pods.map((each) => each.pod.name);
    const detail = [
      vscode.l10n.t('{0} {1} in namespace {2}', kind, name, namespace),
      ...(pods.length === 0 ? [] : [vscode.l10n.t('with its pods: {0}', pods.join(', '))]),
      vscode.l10n.t('Nothing brings it back but its manifest.'),
    ];
    await confirm(vscode.l10n.t('Delete {0} from {1}?', name, context), detail.join('\n'), button);
    await deleteWorkload(await connection.api(), workload);
  } else {
    const after =
      workload.kind === 'Pod'
        ? vscode.l10n.t('Nothing brings it back but its manifest.')
        : vscode.l10n.t('{0} {1} makes a new one in its place.', kind, name);
    const message = vscode.l10n.t('Delete pod {0} from {1}?', pod.name, context);
    await confirm(message, `${vscode.l10n.t('{0} in namespace {1}', 'Pod', namespace)}\n${after}`, button);
    const ref = { type: podType, namespace: pod.namespace, name: pod.name };
    await (await connection.api()).delete(ref, { ...(pod.uid !== '' && { uid: pod.uid }) });
  }
}
