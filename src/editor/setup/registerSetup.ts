import * as vscode from 'vscode';
import type { Target } from '../../target/target.ts';
import { registerCommand } from '../commands.ts';
import { DisposableStore } from '../disposables.ts';
import { reporting } from '../errors.ts';
import { extensionId, walkthroughId } from '../ids.ts';
import type { JobStore } from '../jobs/jobStore.ts';
import type { SampleName } from './sampleManifests.ts';
import { WalkthroughProgress } from './walkthroughProgress.ts';

/** What a new user needs: the walkthrough, a manifest to start from, the embedded engine. */
export function registerSetup(target: Target, jobs: JobStore, log: vscode.LogOutputChannel): vscode.Disposable {
  const store = new DisposableStore();
  const progress = store.add(new WalkthroughProgress(jobs));
  const install = async (): Promise<void> => {
    const { installEngine } = await import('./installEngine.ts');
    if (await installEngine(target)) {
      progress.engineIsReady();
    }
  };
  const openSample = async (sample: SampleName = 'half'): Promise<void> => {
    const { sampleManifest } = await import('./sampleManifests.ts');
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content: sampleManifest(sample) });
    await vscode.window.showTextDocument(document);
  };
  const openWalkthrough = async (): Promise<void> => {
    await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extensionId}#${walkthroughId}`, false);
  };
  store.add(registerCommand('gpuFractions.installEngine', () => reporting(log, install)));
  store.add(registerCommand('gpuFractions.newManifest', (sample) => reporting(log, () => openSample(sample))));
  store.add(registerCommand('gpuFractions.getStarted', () => reporting(log, openWalkthrough)));
  return store;
}
