import * as vscode from 'vscode';
import { formatGiB } from '../../gpu/memory.ts';
import { displayProduct } from '../../gpu/product.ts';
import type { Inventory } from '../../protocol/agent.ts';
import { DisposableStore } from '../disposables.ts';
import { viewIds } from '../ids.ts';
import type { InventoryStore } from '../inventoryStore.ts';
import type { JobStore } from './jobStore.ts';
import { freeText, jobSummary, statusText } from './jobText.ts';

/** One status-bar item while an inventory is known: what is free, and how fast the jobs are. */
export function showStatus(inventory: InventoryStore, jobs: JobStore): vscode.Disposable {
  const store = new DisposableStore();
  let item: vscode.StatusBarItem | undefined;
  const draw = (): void => {
    if (inventory.inventory === undefined) {
      // What was free before says nothing of now.
      item?.hide();
      return;
    }
    item ??= store.add(createItem());
    item.text = `$(circuit-board) ${statusText(inventory.inventory.devices, jobs.jobs)}`;
    item.tooltip = tooltip(inventory.inventory, jobs);
    item.show();
  };
  store.add(inventory.onDidChange(draw));
  store.add(jobs.onDidChange(draw));
  return store;
}

function createItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('gpuFractions.status', vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('GPU Fractions');
  // The tree and not the panel: it has the same facts row by row, says what is free, and leads to a job's panel in one step.
  item.command = { title: vscode.l10n.t('Show GPUs'), command: `${viewIds.targets}.focus` };
  return item;
}

/** What is free of each device, then the live jobs. */
function tooltip({ devices, source }: Inventory, jobs: JobStore): string {
  const simulated = source === 'simulated' ? ` (${vscode.l10n.t('simulated')})` : '';
  const free = devices.map((view) => {
    const name = vscode.l10n.t('{0} gpu {1}', displayProduct(view.device.product), view.device.index);
    return `${name}${simulated}: ${view.unusable ?? `${freeText([view])} · ${formatGiB(view.freeMiB)}`}`;
  });
  const running = jobs.liveJobs.map((job) => `${job.name}: ${jobSummary(job)}`);
  return [...free, ...(running.length === 0 ? [vscode.l10n.t('No GPU job runs')] : running)].join('\n');
}
