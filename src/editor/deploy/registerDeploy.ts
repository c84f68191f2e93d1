import * as vscode from 'vscode';
import { isLive, type Job } from '../../protocol/agent.ts';
import { registerCommand } from '../commands.ts';
import { DisposableStore } from '../disposables.ts';
import { CancelledError, reporting } from '../errors.ts';
import { errorText } from '../errorText.ts';
import type { DeployChoices } from '../ids.ts';
import { stateTexts } from '../jobs/jobText.ts';
import { requireTrust } from '../trust.ts';
import type { ClusterDeployment } from './cluster/clusterDeployment.ts';
import type { DeployOrder, DeployServices } from './deploy.ts';
import type { DeployEnd } from './deployEnd.ts';
import type { DeployHistory } from './deployHistory.ts';
import { DeployError, type DeployFailure } from './deployError.ts';
import type { ManifestText } from './manifestText.ts';

type ManifestFailure = Extract<DeployFailure, { reason: 'manifestError' }>;

export interface DeployCommandServices extends DeployServices {
  readonly showLogs: (job: Job) => void;
  readonly history: DeployHistory;
}

/** The commands "Deploy on GPU Fraction…" and "Undo Last Deploy to a Cluster". */
export function registerDeploy(services: DeployCommandServices): vscode.Disposable {
  const store = new DisposableStore();
  store.add(registerDeployCommand(services));
  store.add(registerCommand('gpuFractions.undoDeploy', () => reporting(services.log, () => undoLast(services))));
  return store;
}

async function undoLast({ history, log }: DeployCommandServices): Promise<void> {
  requireTrust();
  const { last } = history;
  if (last === undefined) {
    const message = vscode.l10n.t('Nothing was deployed to a cluster from this window that could be undone.');
    void vscode.window.showInformationMessage(message);
    return;
  }
  const { undoDeployment } = await import('./cluster/undoDeployment.ts');
  await undoDeployment(last, history, log);
}

/** With an amount in its choices a failure rejects the command; else it is shown. */
function registerDeployCommand(services: DeployCommandServices): vscode.Disposable {
  return registerCommand('gpuFractions.deploy', async (resource, selection, choices) => {
    const deploying = async (): Promise<Job | ClusterDeployment | undefined> =>
      await deployAll(services, resource, selection, choices);
    return choices?.amount === undefined
      ? await reporting(services.log, () => showingManifestErrors(services.log, deploying))
      : await deploying();
  });
}

async function showingManifestErrors<T>(log: vscode.LogOutputChannel, action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    const failure = error instanceof DeployError ? error.failure : undefined;
    if (failure?.reason !== 'manifestError') {
      throw error;
    }
    void reporting(log, () => showManifestError(error, failure));
    return undefined;
  }
}

/** One after the other where several files are selected; answers with what the last one ended with. */
async function deployAll(
  services: DeployCommandServices,
  resource: vscode.Uri | undefined,
  selection: readonly vscode.Uri[] | undefined,
  choices: DeployChoices | undefined,
): Promise<Job | ClusterDeployment | undefined> {
  requireTrust();
  const [{ deployManifest }, { readManifestText }] = await Promise.all([import('./deploy.ts'), import('./manifestText.ts')]);
  let end: DeployEnd | undefined;
  for (const { uri, cursor } of await placesOf(resource, selection)) {
    refuseVirtual(uri);
    end = await deployManifest(services, { manifest: await readManifestText(uri), cursor, choices });
    await announceEnd(end, services);
  }
  return end?.kind === 'cluster' ? end.deployment : end?.job;
}

/** Deploys a text that no file holds, with all choices made; what stands in its way is asked. Rejects with what the user should read. */
export async function deployText(services: DeployCommandServices, text: ManifestText, choices: DeployChoices): Promise<void> {
  requireTrust();
  const { deployManifest } = await import('./deploy.ts');
  await announceEnd(await deployManifest(services, { manifest: text, choices, settling: 'ask' }), services);
}

async function announceEnd(end: DeployEnd, services: DeployCommandServices): Promise<void> {
  if (end.kind === 'job') {
    announce(end.job, services);
    return;
  }
  services.history.add(end);
  const { announceDeployment } = await import('./cluster/announceDeployment.ts');
  announceDeployment(end.deployment, end.name, services);
}

function refuseVirtual({ scheme }: vscode.Uri): void {
  if (scheme !== 'file' && scheme !== 'untitled') {
    const message = vscode.l10n.t(
      'A file of a virtual workspace ({0}) cannot be deployed: save it on the machine that has the GPU.',
      scheme,
    );
    throw new DeployError({ reason: 'virtualFile' }, message);
  }
}

async function placesOf(
  resource: vscode.Uri | undefined,
  selection: readonly vscode.Uri[] | undefined,
): Promise<readonly (Pick<DeployOrder, 'cursor'> & { readonly uri: vscode.Uri })[]> {
  // The explorer hands over its selection; only then the cursor of an open editor says nothing.
  if (Array.isArray(selection) && selection.length > 0) {
    return selection.map((uri: vscode.Uri) => ({ uri }));
  }
  const editor = vscode.window.activeTextEditor;
  // The title of the tree hands over the row where the keyboard is.
  const uri = resource instanceof vscode.Uri ? resource : (editor?.document.uri ?? (await pickManifest()));
  const cursor = editor?.document.uri.toString() === uri.toString() ? editor.selection.active : undefined;
  return [{ uri, cursor }];
}

async function pickManifest(): Promise<vscode.Uri> {
  const found = await vscode.workspace.findFiles('**/*.{yaml,yml}', '**/{node_modules,.git}/**', 500);
  const untitled = vscode.workspace.textDocuments.filter(({ isUntitled, languageId }) => isUntitled && languageId === 'yaml');
  const items = [
    ...untitled.map(({ uri }) => ({ label: uri.path, description: vscode.l10n.t('not saved'), uri })),
    ...found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri })).sort((a, b) => a.label.localeCompare(b.label)),
  ];
  const [first] = items;
  if (first === undefined) {
    throw new DeployError(
      { reason: 'nothingToDeploy' },
      vscode.l10n.t('There is no YAML file here. Open a manifest, or start from a sample (New GPU Manifest from a Sample).'),
    );
  }
  if (items.length === 1) {
    return first.uri;
  }
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which manifest?') });
  if (picked === undefined) {
    throw new CancelledError();
  }
  return picked.uri;
}

async function showManifestError(error: unknown, { uri, finding }: ManifestFailure): Promise<void> {
  const open = vscode.l10n.t('Open file at the error');
  if ((await vscode.window.showErrorMessage(errorText(error), open)) === open) {
    const { start, end } = finding.range;
    const selection = new vscode.Range(start.line, start.character, end.line, end.character);
    await vscode.window.showTextDocument(uri, { selection });
  }
}

/** Says how it ended; a job that the user stopped needs no word. */
function announce(job: Job, { openPanel, showLogs }: DeployCommandServices): void {
  if (job.state === 'stopped') {
    return;
  }
  const panel = vscode.l10n.t('Open panel');
  const logs = vscode.l10n.t('Logs');
  const shown = isLive(job)
    ? vscode.window.showInformationMessage(readyText(job), panel, logs)
    : vscode.window.showErrorMessage(failureText(job), panel, logs);
  void shown.then((choice) => {
    if (choice === panel) {
      openPanel(job.id);
    } else if (choice === logs) {
      showLogs(job);
    }
  });
}

function readyText({ name, endpoint, engine }: Job): string {
  const ready = vscode.l10n.t('{0}: ready: {1}', name, endpoint ?? '–');
  return engine?.insteadOf === undefined
    ? ready
    : vscode.l10n.t('{0} ({1} instead of {2})', ready, engine.label, engine.insteadOf);
}

function failureText({ name, state, exit }: Job): string {
  const said = vscode.l10n.t('{0}: {1}', name, stateTexts()[state]);
  return exit === undefined ? said : vscode.l10n.t('{0}: {1}', said, exit.message);
}
