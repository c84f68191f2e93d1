import * as vscode from 'vscode';
import type { DeviceView } from '../../protocol/agent.ts';
import type { AgentConnection } from '../agentConnection.ts';
import { commandLink } from '../commands.ts';
import { DisposableStore } from '../disposables.ts';
import { errorText } from '../errors.ts';
import type { JobStore } from './jobStore.ts';
import { jobSummary, statusText } from './jobText.ts';

/** One status-bar item from the first use of the agent on: what is free, and how fast the jobs are. */
export function showStatus(connection: AgentConnection, jobs: JobStore, log: vscode.LogOutputChannel): vscode.Disposable {
  const store = new DisposableStore();
  store.add(
    connection.onDidConnect(() => {
      const item = store.add(vscode.window.createStatusBarItem('gpuFractions.status', vscode.StatusBarAlignment.Left));
      item.name = vscode.l10n.t('GPU Fractions');
      item.command = commandLink(vscode.l10n.t('Open Jobs Panel'), 'gpuFractions.openJobs');
      let devices: readonly DeviceView[] = [];
      /** Whose slices are counted in `devices`; undefined when these must be read anew. */
      let holders: string | undefined;

      const draw = (): void => {
        item.text = `$(circuit-board) ${statusText(devices, jobs.jobs)}`;
        item.tooltip = tooltip(jobs);
      };
      const readDevices = async (): Promise<void> => {
        try {
          ({ devices } = await connection.inventory());
          if (!store.isDisposed) {
            draw();
            item.show();
          }
        } catch (error) {
          if (!store.isDisposed) {
            holders = undefined;
            log.warn(`devices: ${errorText(error)}`);
          }
        }
      };
      const update = (): void => {
        const now = jobs.liveJobs.map(({ id }) => id).join();
        if (now === holders) {
          draw();
        } else {
          holders = now;
          void readDevices();
        }
      };
      store.add(jobs.onDidChange(update));
      update();
    }),
  );
  return store;
}

function tooltip(jobs: JobStore): string {
  const lines = jobs.liveJobs.map((job) => `${job.name}: ${jobSummary(job)}`);
  return lines.length === 0 ? vscode.l10n.t('No GPU job runs') : lines.join('\n');
}
