import * as vscode from 'vscode';
import { CancelledError } from '../../errors.ts';
import type { DeployHistory, PastDeploy } from '../deployHistory.ts';

/** Takes a deploy back once the user has confirmed what goes. Rejects with what the user should read. */
export async function undoDeployment(
  { deployment, name }: PastDeploy,
  history: DeployHistory,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const undo = vscode.l10n.t('Undo');
  const listed = (wanted: string): string =>
    deployment.objects.flatMap(({ outcome, title }) => (outcome === wanted ? [title] : [])).join(', ');
  const [created, changed] = [listed('created'), listed('changed')];
  const detail = [
    ...(created === '' ? [] : [vscode.l10n.t('Deleted, with all that hangs on it: {0}', created)]),
    ...(changed === '' ? [] : [vscode.l10n.t('Set back to what it was: {0}', changed)]),
  ].join('\n');
  const message = vscode.l10n.t('Undo the deploy of {0} to {1}?', name, deployment.contextId.replace(/^cluster\//, ''));
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, undo)) !== undo) {
    throw new CancelledError();
  }
  const undone = await deployment.undo();
  history.remove(deployment);
  undone.forEach(({ text }) => log.info(`${deployment.contextId}: ${text}`));
  const left = undone.find(({ outcome }) => outcome === 'notRestored');
  if (left === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0}: the deploy is undone', name));
  } else {
    void vscode.window.showWarningMessage(left.text);
  }
}
