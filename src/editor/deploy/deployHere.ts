import * as vscode from 'vscode';
import { parseAmount } from '../../gpu/amount.ts';
import type { Amount, FractionRequest } from '../../gpu/request.ts';
import type { LaunchOptions } from '../../protocol/agent.ts';
import type { Deployment, Target } from '../../target/target.ts';
import { CancelledError } from '../errors.ts';
import type { DeployChoices } from '../ids.ts';
import type { JobStore } from '../jobs/jobStore.ts';
import { withAmount } from './amountChoices.ts';
import { askAmount } from './askAmount.ts';
import type { DeployEnd } from './deployEnd.ts';
import { DeployError } from './deployError.ts';
import type { Deployable } from './deployables.ts';
import { followJob } from './followJob.ts';
import { readLastAmount, rememberAmount } from './lastAmounts.ts';
import { launch } from './launch.ts';
import type { ManifestText } from './manifestText.ts';
import { refused, settleProblems, type Settling } from './settleProblems.ts';

interface LocalServices {
  readonly target: Target;
  readonly jobs: JobStore;
  readonly memento: vscode.Memento;
  readonly openPanel: (jobId?: string) => void;
}

export interface LocalOrder {
  readonly deployable: Deployable;
  readonly manifest: ManifestText;
  readonly choices: DeployChoices;
  readonly settling: Settling;
}

/** With the amount that was chosen, which nothing is asked for. */
export async function deployHere(services: LocalServices, order: LocalOrder): Promise<DeployEnd> {
  const { deployable, choices, settling } = order;
  requireLinux();
  const request = chosenRequest(deployable, choices.amount ?? 'file', choices.limit);
  const settled = await settleProblems({ ...toDeployment(order), request }, services.target, settling);
  const [problem] = settled.plan.problems;
  if (problem !== undefined) {
    throw refused(problem);
  }
  return await launchHere(services, settled.deployment, settling);
}

async function launchHere(
  { target, jobs, openPanel }: LocalServices,
  deployment: Deployment,
  settling: Settling,
): Promise<DeployEnd> {
  const job = await launch(deployment, target, settling);
  openPanel(job.id);
  return { kind: 'job', job: await followJob(job, target, jobs) };
}

function toDeployment({ deployable: { workload, request }, manifest, choices }: LocalOrder): Deployment {
  return {
    workload,
    request,
    options: optionsOf(choices),
    ...(manifest.path !== undefined && { manifestPath: manifest.path }),
  };
}

/** Settles what stands in the way, and asks "How much?". */
export async function askAndDeployHere(
  services: LocalServices,
  order: LocalOrder,
  { deviceUuid, title }: { readonly deviceUuid?: string; readonly title: string },
): Promise<DeployEnd | 'back'> {
  const { target, memento, openPanel } = services;
  const { deployable, choices, settling } = order;
  requireLinux();
  const { workload, isRequestInFile } = deployable;
  const first = toDeployment(order);
  const placed = { ...first, options: { ...first.options, ...(deviceUuid !== undefined && { deviceUuid }) } };
  const { deployment } = await settleProblems(placed, target, settling);
  const amount = await askAmount({
    deployment,
    target,
    isInFile: isRequestInFile,
    last: readLastAmount(memento, workload),
    limit: choices.limit === undefined ? undefined : readChoice('limit', choices.limit),
    place: { title, step: 2, totalSteps: 2 },
    openPanel: () => openPanel(),
  });
  if (amount.kind === 'back') {
    return 'back';
  }
  if (amount.kind === 'cancelled') {
    throw new CancelledError();
  }
  await rememberAmount(memento, workload, amount.value.request);
  return await launchHere(services, { ...deployment, request: amount.value }, settling);
}

/** Throws `DeployError` where the agent does not run. */
function requireLinux(): void {
  if (process.platform !== 'linux') {
    const message = vscode.l10n.t(
      'This machine runs GPU jobs on Linux only for now; this is {0}. Choose a cluster, or connect to a Linux machine, for example with Remote - SSH.',
      process.platform,
    );
    throw new DeployError({ reason: 'unsupportedPlatform' }, message);
  }
}

function optionsOf({ device, engine, model, onExisting }: DeployChoices): LaunchOptions {
  return {
    ...(device !== undefined && { deviceUuid: device }),
    ...(engine !== undefined && { engine }),
    ...(model !== undefined && { model }),
    ...(onExisting !== undefined && { onExisting }),
  };
}

function chosenRequest({ request, isRequestInFile }: Deployable, amount: string, limit: string | undefined): FractionRequest {
  if (amount === 'file' && !isRequestInFile) {
    throw new DeployError(
      { reason: 'badChoice' },
      vscode.l10n.t('amount "file": the file asks for no part of a GPU. Name an amount.'),
    );
  }
  const chosen = amount === 'file' ? request.request : readChoice('amount', amount);
  return withAmount(request, chosen, limit === undefined ? undefined : readChoice('limit', limit));
}

function readChoice(name: string, text: string): Amount {
  const read = parseAmount(text);
  if (read.kind === 'problem') {
    throw new DeployError({ reason: 'badChoice' }, `${name} ${read.problem}`);
  }
  return read.value.amount;
}
