import * as vscode from 'vscode';
import { commandLink } from '../commands.ts';
import { DisposableStore } from '../disposables.ts';
import type { InventoryStore } from '../inventoryStore.ts';
import type { JobStore } from './jobStore.ts';
import { jobSummary, statusText } from './jobText.ts';

/** One status-bar item from the first inventory on: what is free, and how fast the jobs are. */
export function showStatus(inventory: InventoryStore, jobs: JobStore): vscode.Disposable {
  const store = new DisposableStore();
  let item: vscode.StatusBarItem | undefined;
  const draw = (): void => {
    if (inventory.inventory === undefined) {
      return;
    }
    item ??= store.add(createItem());
    item.text = `$(circuit-board) ${statusText(inventory.inventory.devices, jobs.jobs)}`;
    item.tooltip = tooltip(jobs);
    item.show();
  };
  store.add(inventory.onDidChange(draw));
  store.add(jobs.onDidChange(draw));
  return store;
}

function createItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('gpuFractions.status', vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('GPU Fractions');
  item.command = commandLink(vscode.l10n.t('Open Jobs Panel'), 'gpuFractions.openJobs');
  return item;
}

function tooltip(jobs: JobStore): string {
  const lines = jobs.liveJobs.map((job) => `${job.name}: ${jobSummary(job)}`);
  return lines.length === 0 ? vscode.l10n.t('No GPU job runs') : lines.join('\n');
}
