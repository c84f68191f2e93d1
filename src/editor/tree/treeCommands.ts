import * as vscode from 'vscode';
import type { AgentConnection } from '../agentConnection.ts';
import { registerCommand } from '../commands.ts';
import { DisposableStore } from '../disposables.ts';
import { reporting } from '../errors.ts';
import { requireTrust } from '../trust.ts';
import type { RowElement } from './rowTree.ts';

/** What "Simulate a GPU" sets, where this machine has none. */
const simulatedDevice = '1xNVIDIA-H100-80GB-HBM3';

export interface TreeCommandServices {
  readonly target: Pick<AgentConnection, 'restartAgent'>;
  readonly openPanel: (jobId: string) => unknown;
  readonly stop: (jobId: string) => unknown;
  readonly log: vscode.LogOutputChannel;
}

interface Tree {
  /** Reads the targets again, and reaches those that were not reached. */
  readonly connect: () => Promise<void>;
  /** The row that was clicked or entered last, which the keyboard may have left. */
  readonly selected: () => Promise<RowElement | undefined>;
}

/** Commands that only the tree's own menus and keys call. */
export function registerTreeCommands(services: TreeCommandServices & Tree): vscode.Disposable {
  const { target, openPanel, stop, log, connect, selected } = services;
  const store = new DisposableStore();
  store.add(registerCommand('gpuFractions.refreshTree', connect));
  store.add(registerCommand('gpuFractions.tryAgain', connect));
  store.add(
    registerCommand('gpuFractions.simulateDevice', () =>
      reporting(log, async () => {
        requireTrust();
        const settings = vscode.workspace.getConfiguration();
        await settings.update('gpuFractions.simulate', simulatedDevice, vscode.ConfigurationTarget.Global);
        await target.restartAgent();
        await connect();
      }),
    ),
  );
  store.add(
    registerCommand('gpuFractions.copyDeviceUuid', async (row) => {
      if (row?.deviceUuid !== undefined) {
        await vscode.env.clipboard.writeText(row.deviceUuid);
        vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', row.deviceUuid), 5000);
      }
    }),
  );
  store.add(
    registerCommand('gpuFractions.openJobManifest', (row) =>
      reporting(log, async () => {
        if (row?.manifestPath !== undefined) {
          await vscode.window.showTextDocument(vscode.Uri.file(row.manifestPath));
        }
      }),
    ),
  );
  store.add(
    registerCommand('gpuFractions.openSelectedJob', async () => {
      const element = await selected();
      if (element?.jobId !== undefined) {
        openPanel(element.jobId);
      }
    }),
  );
  store.add(
    registerCommand('gpuFractions.stopSelectedJob', async () => {
      const element = await selected();
      if (element?.jobId !== undefined && (await isSure(element.row.label))) {
        await stop(element.jobId);
      }
    }),
  );
  return store;
}

/** A key is pressed by mistake more easily than a button. */
async function isSure(name: string): Promise<boolean> {
  const answer = vscode.l10n.t('Stop');
  const question = vscode.l10n.t('Stop {0}?', name);
  const detail = vscode.l10n.t('Its open requests end. Its log and history are kept.');
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, answer)) === answer;
}
