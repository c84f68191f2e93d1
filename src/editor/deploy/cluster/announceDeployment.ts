import * as vscode from 'vscode';
import { reporting } from '../../errors.ts';
import type { DeployHistory } from '../deployHistory.ts';
import type { ClusterDeployment } from './clusterDeployment.ts';
import { countOutcomes } from './deployTexts.ts';
import { undoDeployment } from './undoDeployment.ts';

interface AnnounceServices {
  readonly log: vscode.LogOutputChannel;
  readonly openPanel: (jobId?: string) => void;
  readonly history: DeployHistory;
}

/** Says how a deploy to a cluster ended, with what can be done now. */
export function announceDeployment(
  deployment: ClusterDeployment,
  name: string,
  { log, openPanel, history }: AnnounceServices,
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
      await reporting(log, () => undoDeployment({ deployment, name }, history, log));
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
