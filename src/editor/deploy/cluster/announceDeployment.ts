import * as vscode from 'vscode';
import { CancelledError, reporting } from '../../errors.ts';
import type { ClusterDeployment } from './clusterDeployment.ts';
import { countOutcomes } from './deployTexts.ts';

/** Says how a deploy to a cluster ended, with what can be done now. */
export function announceDeployment(
  deployment: ClusterDeployment,
  name: string,
  { log, openPanel }: { readonly log: vscode.LogOutputChannel; readonly openPanel: (jobId?: string) => void },
): void {
  const { objects, workloads, contextId } = deployment;
  objects.forEach(({ text }) => log.info(`${contextId}: ${text}`));
  const [first] = workloads;
  const panel = vscode.l10n.t('Open panel');
  const why = vscode.l10n.t('Show why');
  const results = vscode.l10n.t('Show results');
  const undo = vscode.l10n.t('Undo');
  const stuck = workloads.find(({ state }) => state === 'waiting' || state === 'failed');
  const isWhole = objects.every(({ outcome }) => outcome === 'created' || outcome === 'changed' || outcome === 'unchanged');
  const isUndoable = objects.some(({ outcome }) => outcome === 'created' || outcome === 'changed');
  const buttons = [
    ...(stuck === undefined ? (first === undefined ? [] : [panel]) : [why]),
    ...(objects.length > 1 || !isWhole ? [results] : []),
    ...(isUndoable ? [undo] : []),
  ];
  const text = describe(deployment, name);
  const shown = isWhole && stuck?.state !== 'failed' ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  void shown(text, ...buttons).then(async (choice) => {
    if (choice === why && stuck !== undefined) {
      await vscode.commands.executeCommand('gpuFractions.explainWorkload', {
        cluster: { kind: 'workload', contextId, workload: stuck.id },
      });
    } else if (choice === panel && first !== undefined) {
      openPanel(`${contextId}/${first.id}`);
    } else if (choice === results) {
      log.show();
    } else if (choice === undo) {
      await reporting(log, () => undoDeployment(deployment, name, log));
    }
  });
}

function describe({ objects, workloads, contextId }: ClusterDeployment, name: string): string {
  const failed = objects.find(({ outcome }) => outcome === 'refused' || outcome === 'conflict' || outcome === 'unknown');
  if (failed !== undefined) {
    return objects.length === 1
      ? failed.text
      : vscode.l10n.t('{0}: {1}. {2}', name, countOutcomes(objects.map(({ outcome }) => outcome)), failed.text);
  }
  const stuck = workloads.find(({ state }) => state === 'failed') ?? workloads.find(({ state }) => state === 'waiting');
  if (stuck !== undefined) {
    return stuck.state === 'waiting'
      ? vscode.l10n.t('{0} waits: {1}', nameOf(stuck.id), stuck.text)
      : vscode.l10n.t('{0} does not run: {1}', nameOf(stuck.id), stuck.text);
  }
  const isReady = workloads.length > 0 && workloads.every(({ state }) => state === 'ready');
  return isReady
    ? vscode.l10n.t('{0}: ready on {1}', name, contextId.replace(/^cluster\//, ''))
    : vscode.l10n.t('{0}: {1}', name, countOutcomes(objects.map(({ outcome }) => outcome)));
}

function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

async function undoDeployment(deployment: ClusterDeployment, name: string, log: vscode.LogOutputChannel): Promise<void> {
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
  undone.forEach(({ text }) => log.info(`${deployment.contextId}: ${text}`));
  const left = undone.find(({ outcome }) => outcome === 'notRestored');
  if (left === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0}: the deploy is undone', name));
  } else {
    void vscode.window.showWarningMessage(left.text);
  }
}
