import * as vscode from 'vscode';
import type { TextPosition } from '../../manifest/finding.ts';
import type { Target } from '../../target/target.ts';
import type { ClusterHub } from '../clusters/clusterHub.ts';
import type { DeployedManifests } from '../clusters/deployedManifests.ts';
import { CancelledError } from '../errors.ts';
import type { CheckSettings } from '../checkSettings.ts';
import type { DeployChoices } from '../ids.ts';
import type { JobStore } from '../jobs/jobStore.ts';
import { chooseWorkload, nothingIn } from './chooseWorkload.ts';
import type { Where } from './cluster/askWhere.ts';
import type { ClusterOrder } from './cluster/prepareDeploy.ts';
import type { DeployEnd } from './deployEnd.ts';
import { DeployError, manifestError } from './deployError.ts';
import { askAndDeployHere, deployHere } from './deployHere.ts';
import { findContext } from './findContext.ts';
import { readDeployables, type Deployable, type ManifestContent } from './deployables.ts';
import type { ManifestText } from './manifestText.ts';
import type { Settling } from './settleProblems.ts';

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
  const title = vscode.l10n.t('Deploy {0} on GPU Fraction', deployable?.workload.name.value ?? manifest.fileName);
  for (;;) {
    const where = await chooseWhere(services, { deployable, manifest, content, title });
    const end =
      where.kind === 'context'
        ? await deployThere(services, { connection: where.connection, manifest, deployable, choices, settings })
        : deployable === undefined
          ? 'back'
          : await askAndDeployHere(services, { deployable, manifest, choices, settling: 'ask' }, { ...where, title });
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

interface WhereOrder {
  readonly deployable: Deployable | undefined;
  readonly manifest: ManifestText;
  readonly content: ManifestContent;
  readonly title: string;
}

async function chooseWhere(
  { target, hub, memento }: DeployServices,
  { deployable, manifest, content, title }: WhereOrder,
): Promise<Where> {
  const { askWhere } = await import('./cluster/askWhere.ts');
  const picked = await askWhere({
    target,
    memento,
    deployable,
    openClusters: () => hub.clusters(),
    place: { title, step: 1, totalSteps: 2 },
    nowhere: () => new DeployError({ reason: 'nothingToDeploy' }, nothingIn(manifest.fileName, content.kinds)),
  });
  if (picked.kind !== 'chosen') {
    throw new CancelledError();
  }
  return picked.value;
}

async function deployThere(services: DeployServices, order: ClusterOrder): Promise<DeployEnd | 'back'> {
  const { deployToCluster } = await import('./cluster/deployToCluster.ts');
  const { memento, deployed } = services;
  const deployment = await deployToCluster({ memento, onDeployed: (entry) => deployed.add(entry) }, order);
  const name = order.deployable?.workload.name.value ?? order.manifest.fileName;
  return deployment === 'back' ? 'back' : { kind: 'cluster', deployment, name };
}
