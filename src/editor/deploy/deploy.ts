import * as vscode from 'vscode';
import { parseAmount } from '../../gpu/amount.ts';
import type { Amount, FractionRequest } from '../../gpu/request.ts';
import type { TextPosition } from '../../manifest/finding.ts';
import type { Job, LaunchOptions } from '../../protocol/agent.ts';
import type { ClusterConnection } from '../../target/cluster/clusterConnection.ts';
import type { Deployment, Target } from '../../target/target.ts';
import type { ClusterHub } from '../clusters/clusterHub.ts';
import type { DeployedManifests } from '../clusters/deployedManifests.ts';
import { CancelledError } from '../errors.ts';
import type { CheckSettings } from '../checkSettings.ts';
import type { DeployChoices } from '../ids.ts';
import type { JobStore } from '../jobs/jobStore.ts';
import { withAmount } from './amountChoices.ts';
import { askAmount } from './askAmount.ts';
import { chooseWorkload, nothingIn } from './chooseWorkload.ts';
import type { Where } from './cluster/askWhere.ts';
import type { ClusterDeployment } from './cluster/clusterDeployment.ts';
import type { ClusterOrder } from './cluster/deployToCluster.ts';
import { DeployError, manifestError } from './deployError.ts';
import { readDeployables, type Deployable, type ManifestContent } from './deployables.ts';
import { followJob } from './followJob.ts';
import { readLastAmount, rememberAmount } from './lastAmounts.ts';
import { launch } from './launch.ts';
import type { ManifestText } from './manifestText.ts';
import { refused, settleProblems, type Settling } from './settleProblems.ts';

export interface DeployServices {
  readonly target: Target;
  readonly hub: Pick<ClusterHub, 'clusters'>;
  readonly deployed: Pick<DeployedManifests, 'add'>;
  readonly jobs: JobStore;
  /** Of the workspace: remembers the last choices. */
  readonly memento: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
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

/** What a deploy ended with: a job of this machine, or what was applied to a cluster. */
export type DeployEnd =
  | { readonly kind: 'job'; readonly job: Job }
  | { readonly kind: 'cluster'; readonly deployment: ClusterDeployment; readonly name: string };

/**
 * Deploys one manifest: asks what `choices` leaves open, first of all where. On this machine it starts the job, reveals it and follows it until
 * it runs or has ended; on a cluster it applies all objects of the text.
 */
export async function deployManifest(services: DeployServices, ordered: DeployOrder): Promise<DeployEnd> {
  const { manifest, cursor, choices = {}, settling = 'refuse' } = ordered;
  const settings = await services.settings.read();
  const content = await readDeployables(manifest.text, settings);
  const said = { name: choices.workload, line: choices.line, cursor };
  if (choices.context === undefined && choices.amount !== undefined) {
    const local = { ...content, deployables: content.deployables.filter(({ isLocal }) => isLocal) };
    const deployable = checked(await chooseWorkload(local, manifest, said), manifest);
    return await deployHere(services, { deployable, manifest, choices, settling });
  }
  const isNone = content.deployables.length === 0 && content.strayErrors.length === 0 && content.kinds.length > 0;
  const deployable = isNone ? undefined : checked(await chooseWorkload(content, manifest, said), manifest);
  if (choices.context !== undefined) {
    const connection = await findContext(services.hub, choices.context);
    const end = await deployThere(services, { connection, manifest, deployable, choices, settings });
    if (end === 'back') {
      throw new CancelledError();
    }
    return end;
  }
  for (;;) {
    const where = await chooseWhere(services, deployable, manifest, content);
    const end =
      where.kind === 'context'
        ? await deployThere(services, { connection: where.connection, manifest, deployable, choices, settings })
        : deployable === undefined
          ? 'back'
          : await askAndDeployHere(services, { deployable, manifest, choices, settling: 'ask' }, where);
    if (end !== 'back') {
      return end;
    }
  }
}

/** A workload in which nothing stands in the way of a deploy. */
function checked(deployable: Deployable, { uri, fileName }: ManifestText): Deployable {
  const [error, ...more] = deployable.errors;
  if (error !== undefined) {
    throw manifestError(uri, fileName, [error, ...more]);
  }
  if (deployable.refusal !== undefined) {
    throw new DeployError({ reason: 'notRendered' }, deployable.refusal);
  }
  return deployable;
}

async function chooseWhere(
  { target, hub, memento }: DeployServices,
  deployable: Deployable | undefined,
  manifest: ManifestText,
  content: ManifestContent,
): Promise<Where> {
  const { askWhere } = await import('./cluster/askWhere.ts');
  const picked = await askWhere({
    target,
    memento,
    deployable,
    openClusters: () => hub.clusters(),
    place: { title: titleOf(deployable?.workload.name.value ?? manifest.fileName), step: 1, totalSteps: 2 },
    nowhere: () => new DeployError({ reason: 'nothingToDeploy' }, nothingIn(manifest.fileName, content.kinds)),
  });
  if (picked.kind !== 'chosen') {
    throw new CancelledError();
  }
  return picked.value;
}

/** By its id or its name. Rejects with `DeployError` where there is none, or several of the name. */
async function findContext(hub: DeployServices['hub'], said: string): Promise<ClusterConnection> {
  const clusters = await hub.clusters();
  const found = clusters.contexts.find(({ id, name }) => id === said || name === said);
  const connection = found && clusters.connection(found.id);
  if (connection === undefined || found?.problem !== undefined) {
    const known = clusters.contexts.map(({ name }) => name).join(', ');
    const message = found?.problem ?? vscode.l10n.t('context "{0}": no kubeconfig has it. There is: {1}.', said, known || '–');
    throw new DeployError({ reason: 'noContext' }, message);
  }
  return connection;
}

async function deployThere(services: DeployServices, order: ClusterOrder): Promise<DeployEnd | 'back'> {
  const { deployToCluster } = await import('./cluster/deployToCluster.ts');
  const { memento, deployed } = services;
  const deployment = await deployToCluster({ memento, onDeployed: (entry) => deployed.add(entry) }, order);
  const name = order.deployable?.workload.name.value ?? order.manifest.fileName;
  return deployment === 'back' ? 'back' : { kind: 'cluster', deployment, name };
}

interface LocalOrder {
  readonly deployable: Deployable;
  readonly manifest: ManifestText;
  readonly choices: DeployChoices;
  readonly settling: Settling;
}

/** With the amount that was chosen, which nothing is asked for. */
async function deployHere(services: DeployServices, order: LocalOrder): Promise<DeployEnd> {
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
  { target, jobs, openPanel }: DeployServices,
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
async function askAndDeployHere(
  services: DeployServices,
  order: LocalOrder,
  { deviceUuid }: Where & { readonly kind: 'machine' },
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
    place: { title: titleOf(workload.name.value), step: 2, totalSteps: 2 },
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

function titleOf(name: string): string {
  return vscode.l10n.t('Deploy {0} on GPU Fraction', name);
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
