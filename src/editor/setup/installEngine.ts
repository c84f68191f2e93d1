import * as vscode from 'vscode';
import type { EngineOffer } from '../../protocol/agent.ts';
import { AgentError } from '../../target/agent/agentError.ts';
import type { Target } from '../../target/target.ts';
import { CancelledError } from '../errors.ts';

const embedded = 'embedded';
const npmPage = 'https://nodejs.org/en/download';

/** Fetches the embedded engine after asking; says so when it is there already, and what to do without npm. Whether it is there at the end. */
export async function installEngine(target: Target): Promise<boolean> {
  const offer = (await target.engines()).find(({ id }) => id === embedded);
  switch (offer?.state) {
    case undefined:
      throw new Error(vscode.l10n.t('The agent offers no embedded engine: it is older than this extension. Restart the agent.'));
    case 'ready':
      sayReady(vscode.l10n.t('The embedded engine is installed already: {0}.', offer.detail));
      return true;
    case 'missing':
      sayHowToGetNpm(offer.detail);
      return false;
    case 'installable':
      await askConsent(offer);
      return await fetchEngine(target);
  }
}

async function askConsent(offer: EngineOffer): Promise<void> {
  const install = vscode.l10n.t('Install');
  const what = vscode.l10n.t(
    'It is llama.cpp on the CPU: real tokens on a machine without a GPU. To remove it, delete that folder.',
  );
  const question = vscode.l10n.t('Install the embedded engine?');
  const detail = `${offer.detail}. ${what}`;
  if ((await vscode.window.showInformationMessage(question, { modal: true, detail }, install)) !== install) {
    throw new CancelledError();
  }
}

async function fetchEngine(target: Target): Promise<boolean> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('GPU Fractions'),
    cancellable: true,
  };
  try {
    await vscode.window.withProgress(options, async (progress, cancellation) => {
      const abort = new AbortController();
      const listening = cancellation.onCancellationRequested(() => abort.abort(new CancelledError()));
      try {
        await target.installEngine(embedded, (message) => progress.report({ message }), abort.signal);
      } finally {
        listening.dispose();
      }
    });
  } catch (error) {
    const problem = AgentError.problemOf(error);
    if (problem?.reason === 'npmMissing') {
      sayHowToGetNpm(problem.message);
      return false;
    }
    throw error;
  }
  sayReady(vscode.l10n.t('The embedded engine is ready.'));
  return true;
}

/** Does not wait for the user: what follows is another command. */
function sayReady(text: string): void {
  const sample = vscode.l10n.t('New Manifest from a Sample');
  void vscode.window.showInformationMessage(text, sample).then(async (choice) => {
    if (choice === sample) {
      await vscode.commands.executeCommand('gpuFractions.newManifest');
    }
  });
}

function sayHowToGetNpm(message: string): void {
  const open = vscode.l10n.t('How to Install npm');
  void vscode.window.showWarningMessage(message, open).then(async (choice) => {
    if (choice === open) {
      await vscode.env.openExternal(vscode.Uri.parse(npmPage));
    }
  });
}
