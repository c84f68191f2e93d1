import * as vscode from 'vscode';
import { parseAmount } from '../../gpu/amount.ts';
import type { Amount, FractionRequest } from '../../gpu/request.ts';
import type { TextPosition } from '../../manifest/finding.ts';
import type { Job, LaunchOptions } from '../../protocol/agent.ts';
import type { Deployment, Target } from '../../target/target.ts';
import { CancelledError } from '../errors.ts';
import type { CheckSettings } from '../checkSettings.ts';
import type { DeployChoices } from '../ids.ts';
import type { JobStore } from '../jobs/jobStore.ts';
import { withAmount } from './amountChoices.ts';
import { askAmount } from './askAmount.ts';
import { chooseWorkload } from './chooseWorkload.ts';
import { DeployError, manifestError } from './deployError.ts';
import { readDeployables, type Deployable } from './deployables.ts';
import { followJob } from './followJob.ts';
import { readLastAmount, rememberAmount } from './lastAmounts.ts';
import { launch } from './launch.ts';
import type { ManifestText } from './manifestText.ts';
import { placeChoices } from './placeChoices.ts';
import { pickStep, type StepItem, type StepPlace } from './quickSteps.ts';
import { refused, settleProblems, type Settling } from './settleProblems.ts';

export interface DeployServices {
  readonly target: Target;
  readonly jobs: JobStore;
  /** Of the workspace: remembers the last choices. */
  readonly memento: vscode.Memento;
  readonly openPanel: (jobId?: string) => void;
  readonly settings: Pick<CheckSettings, 'read'>;
}

export interface DeployOrder {
  readonly manifest: ManifestText;
  /** Where the user pointed in the text; chooses among several workloads. */
  readonly cursor?: TextPosition | undefined;
  readonly choices?: DeployChoices | undefined;
  /** With an amount in `choices` nothing is asked, unless this says so. */
  readonly settling?: Settling;
}

/** Deploys one manifest: asks what `choices` leaves open, starts the job, reveals it and follows it until it runs or has ended. */
export async function deployManifest(services: DeployServices, ordered: DeployOrder): Promise<Job> {
  const { manifest, cursor, choices, settling: wanted = 'refuse' } = ordered;
  const content = await readDeployables(manifest.text, await services.settings.read());
  const deployable = await chooseWorkload(content, manifest, { name: choices?.workload, line: choices?.line, cursor });
  const [error, ...more] = deployable.errors;
  if (error !== undefined) {
    throw manifestError(manifest.uri, manifest.fileName, [error, ...more]);
  }
  if (deployable.refusal !== undefined) {
    throw new DeployError({ reason: 'notRendered' }, deployable.refusal);
  }
  const { deployment, settling } = await decide(services, deployable, manifest, choices, wanted);
  const job = await launch(deployment, services.target, settling);
  services.openPanel(job.id);
  return await followJob(job, services.target, services.jobs);
}

async function decide(
  services: DeployServices,
  deployable: Deployable,
  manifest: ManifestText,
  choices: DeployChoices | undefined,
  wanted: Settling,
): Promise<{ readonly deployment: Deployment; readonly settling: Settling }> {
  const deployment: Deployment = {
    workload: deployable.workload,
    request: deployable.request,
    options: optionsOf(choices),
    ...(manifest.path !== undefined && { manifestPath: manifest.path }),
  };
  if (choices?.amount !== undefined) {
    const request = chosenRequest(deployable, choices.amount, choices.limit);
    const settled = await settleProblems({ ...deployment, request }, services.target, wanted);
    const [problem] = settled.plan.problems;
    if (problem !== undefined) {
      throw refused(problem);
    }
    return { deployment: settled.deployment, settling: wanted };
  }
  const limit = choices?.limit === undefined ? undefined : readChoice('limit', choices.limit);
  return { deployment: await askPlaceAndAmount(services, deployable, deployment, limit), settling: 'ask' };
}

function optionsOf(choices: DeployChoices | undefined): LaunchOptions {
  const { device, engine, model, onExisting } = choices ?? {};
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

/** Step 1 "Where?", what else must be settled, step 2 "How much?"; back leads to the step before. */
async function askPlaceAndAmount(
  services: DeployServices,
  deployable: Deployable,
  first: Deployment,
  limit: Amount | undefined,
): Promise<Deployment> {
  const { target, memento, openPanel } = services;
  const { workload, isRequestInFile } = deployable;
  const title = vscode.l10n.t('Deploy {0} on GPU Fraction', workload.name.value);
  for (;;) {
    const place = await askPlace(target, { title, step: 1, totalSteps: 2 });
    const placed = { ...first, options: { ...first.options, ...place } };
    const { deployment } = await settleProblems(placed, target, 'ask');
    const amount = await askAmount({
      deployment,
      target,
      isInFile: isRequestInFile,
      last: readLastAmount(memento, workload),
      limit,
      place: { title, step: 2, totalSteps: 2 },
      openPanel: () => openPanel(),
    });
    if (amount.kind === 'chosen') {
      await rememberAmount(memento, workload, amount.value.request);
      return { ...deployment, request: amount.value };
    }
    if (amount.kind === 'cancelled') {
      throw new CancelledError();
    }
  }
}

async function askPlace(target: Target, place: StepPlace): Promise<Pick<LaunchOptions, 'deviceUuid'>> {
  const items = target.inventory().then(({ devices }) =>
    placeChoices(target.label, devices).map(
      ({ label, description, deviceUuid }): StepItem<Pick<LaunchOptions, 'deviceUuid'>> => ({
        label,
        description,
        value: deviceUuid === undefined ? {} : { deviceUuid },
      }),
    ),
  );
  const placeholder = vscode.l10n.t('Where?');
  const picked = await pickStep({ ...place, placeholder, busyPlaceholder: vscode.l10n.t('Reaching the agent…'), items });
  if (picked.kind !== 'chosen') {
    throw new CancelledError();
  }
  return picked.value;
}
