import * as vscode from 'vscode';
import { stopWayOf, type StopWay } from '../../../target/cluster/jobs/changeWorkload.ts';
import { CancelledError } from '../../errors.ts';

/** What would be changed. */
export interface Changed {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Name of its cluster. */
  readonly context: string;
}

/** Asks before something is done to what others may use; says what. Rejects where the user gives up. */
export async function confirmChange(what: 'stop' | 'restart', changed: Changed): Promise<void> {
  const { kind, namespace, name, context } = changed;
  const isStop = what === 'stop';
  const message = isStop ? vscode.l10n.t('Stop {0} on {1}?', name, context) : vscode.l10n.t('Restart {0} on {1}?', name, context);
  const detail = isStop ? stopDetail(stopWayOf(changed), changed) : restartDetail(changed);
  const button = isStop ? vscode.l10n.t('Stop') : vscode.l10n.t('Restart');
  await confirm(message, `${detail}\n${vscode.l10n.t('{0} in namespace {1}', kind, namespace)}`, button);
}

/** A modal question. Rejects where the user gives up. */
export async function confirm(message: string, detail: string, button: string): Promise<void> {
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, button)) !== button) {
    throw new CancelledError();
  }
}

function stopDetail(way: StopWay, { kind, name }: Changed): string {
  switch (way) {
    case 'scale':
      return vscode.l10n.t('{0} {1} is scaled to 0 replicas: its pods end and free their GPUs.', kind, name);
    case 'suspend':
      return vscode.l10n.t('{0} {1} is suspended: its pods end, and it goes on when it is restarted.', kind, name);
    case 'delete':
      return vscode.l10n.t('{0} {1} is deleted, with all that hangs on it: nothing brings it back but its manifest.', kind, name);
  }
}

function restartDetail({ kind, name }: Changed): string {
  return vscode.l10n.t('The pods of {0} {1} are replaced by new ones; what they are doing now is lost.', kind, name);
}
