import * as vscode from 'vscode';
import type { LaunchPlan, LaunchProblem } from '../../protocol/agent.ts';
import type { Deployment, Target } from '../../target/target.ts';
import { CancelledError } from '../errors.ts';
import { DeployError } from './deployError.ts';

/** How problems of a launch are settled: the user is asked, or nothing may be asked. */
export type Settling = 'ask' | 'refuse';

/**
 * Asks the user what stands between a deployment and its launch, until only its size can be refused: replace or copy,
 * another engine, a model file. Rejects with `DeployError` where there is no cure, and when the user gives up.
 */
export async function settleProblems(
  deployment: Deployment,
  target: Target,
  settling: Settling,
): Promise<{ readonly deployment: Deployment; readonly plan: LaunchPlan }> {
  let settled = deployment;
  for (;;) {
    const plan = await target.plan(settled);
    const problem = plan.problems.find(({ reason }) => reason !== 'noFit');
    if (problem === undefined) {
      return { deployment: settled, plan };
    }
    if (settling === 'refuse') {
      throw refused(problem);
    }
    settled = await settle(settled, problem);
  }
}

/** The deployment with the user's answer to one problem. */
export async function settle(deployment: Deployment, problem: LaunchProblem): Promise<Deployment> {
  if (problem.reason === 'alreadyDeployed') {
    return withOptions(deployment, { onExisting: await askReplaceOrCopy(problem) });
  }
  if (problem.alternativeEngine !== undefined && problem.alternativeEngine !== deployment.options.engine) {
    await askConsent(problem, vscode.l10n.t('Run on the {0} engine instead', problem.alternativeEngine));
    return withOptions(deployment, { engine: problem.alternativeEngine });
  }
  if (problem.reason === 'modelMissing' || problem.reason === 'modelNotGguf') {
    await askConsent(problem, vscode.l10n.t('Choose model file…'));
    return withOptions(deployment, { model: await askModelFile() });
  }
  throw refused(problem);
}

export function refused(problem: LaunchProblem): DeployError {
  return new DeployError({ reason: 'refused', problem }, problem.message);
}

function withOptions(deployment: Deployment, options: Partial<Deployment['options']>): Deployment {
  return { ...deployment, options: { ...deployment.options, ...options } };
}

async function askReplaceOrCopy({ message }: LaunchProblem): Promise<'replace' | 'copy'> {
  const replace = vscode.l10n.t('Replace');
  const copy = vscode.l10n.t('Deploy a copy');
  const choice = await vscode.window.showWarningMessage(message, { modal: true }, replace, copy);
  if (choice === undefined) {
    throw new CancelledError();
  }
  return choice === replace ? 'replace' : 'copy';
}

async function askConsent({ message }: LaunchProblem, cure: string): Promise<void> {
  const choice = await vscode.window.showWarningMessage(message, { modal: true }, cure);
  if (choice !== cure) {
    throw new CancelledError();
  }
}

async function askModelFile(): Promise<string> {
  const files = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Model file'),
    filters: { [vscode.l10n.t('Model files')]: ['gguf'], [vscode.l10n.t('All files')]: ['*'] },
  });
  const [file] = files ?? [];
  if (file === undefined) {
    throw new CancelledError();
  }
  return file.fsPath;
}
