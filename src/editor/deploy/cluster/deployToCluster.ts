import * as vscode from 'vscode';
import { findWorkloads } from '../../../manifest/requests.ts';
import type { ApplyResult } from '../../../target/cluster/deploy/applyObjects.ts';
import { dryRun, type DryRun } from '../../../target/cluster/deploy/dryRun.ts';
import type { PlannedObject } from '../../../target/cluster/deploy/planObjects.ts';
import type { RolloutState } from '../../../target/cluster/deploy/rollout.ts';
import { undoApply } from '../../../target/cluster/deploy/undoApply.ts';
import { CancelledError } from '../../errors.ts';
import { DeployError } from '../deployError.ts';
import { rememberAmount } from '../lastAmounts.ts';
import type { StepPlace } from '../quickSteps.ts';
import { applyWithProgress } from './applyWithProgress.ts';
import { askChoices, openChoices, type ClusterChoices } from './askChoices.ts';
import type { ClusterDeployment } from './clusterDeployment.ts';
import { confirmDeploy, confirmForce } from './confirmDeploy.ts';
import { describeApplied, describeDryRun, describeUndone } from './deployTexts.ts';
import { DiffDocuments } from './diffDocuments.ts';
import { rememberOn } from './lastPlaces.ts';
import { checkText, decideByChoices, prepare, type ClusterOrder, type Prepared } from './prepareDeploy.ts';
import { reachCluster, type ReachedCluster } from './reachCluster.ts';

export interface ClusterServices {
  readonly memento: vscode.Memento;
  /** Told of every workload that was applied, so that it finds its file again. */
  readonly onDeployed: (deployed: {
    readonly uri: string;
    readonly contextId: string;
    readonly workload: string;
  }) => Promise<void>;
}

/**
 * Deploys all objects of a text to a cluster: asks what `choices` leave open, shows the server's dry run as a diff, applies it and follows
 * the workloads. With an amount nothing is asked, and what the server refuses rejects before anything is applied. `back` where the user
 * went back before the first question.
 */
export async function deployToCluster(services: ClusterServices, order: ClusterOrder): Promise<ClusterDeployment | 'back'> {
  const { connection, manifest, choices } = order;
  checkText(manifest);
  const cluster = await reachCluster(connection, manifest.fileName);
  if (choices.amount !== undefined) {
    const prepared = prepare(order, cluster, decideByChoices(order));
    const results = await dryRun(cluster.api, prepared.plan.planned);
    refuseWhatStandsInTheWay(prepared, results, choices.force === true);
    return await apply(services, order, cluster, prepared, choices.force === true);
  }
  using diff = new DiffDocuments();
  const open = openChoices(services.memento, order, cluster);
  for (;;) {
    const asked = await askChoices(open, cluster.title);
    if (asked.kind === 'back') {
      return 'back';
    }
    if (asked.kind === 'cancelled') {
      throw new CancelledError();
    }
    const prepared = prepare(order, cluster, asked.value);
    const step = open.steps.length + 2;
    const place = { title: cluster.title, step, totalSteps: step };
    const answer = await askConfirmation(order, cluster, prepared, { diff, place });
    if (answer.kind === 'back') {
      open.answers.pop();
    } else {
      await remember(services, order, asked.value);
      const objects = { ...prepared, plan: { ...prepared.plan, planned: answer.wanted } };
      return await apply(services, order, cluster, objects, answer.isForced);
    }
  }
}

function refuseWhatStandsInTheWay({ plan }: Prepared, results: readonly DryRun[], isForced: boolean): void {
  const told = results.filter(({ outcome }) => outcome.kind === 'refused' || (outcome.kind === 'conflict' && !isForced));
  const messages = [...plan.problems.map(({ message }) => message), ...told.map(describeDryRun)];
  if (messages.length > 0) {
    throw new DeployError({ reason: 'refusedByCluster', messages }, messages.join('\n'));
  }
}

type Answer =
  | { readonly kind: 'back' }
  /** `wanted`: without what the server refuses, and unless it is taken over without what others own. */
  | { readonly kind: 'answered'; readonly isForced: boolean; readonly wanted: readonly PlannedObject[] };

async function askConfirmation(
  { connection: { context }, choices }: ClusterOrder,
  { api }: ReachedCluster,
  { plan, chosen, findings }: Prepared,
  { diff, place }: { readonly diff: DiffDocuments; readonly place: StepPlace },
): Promise<Answer> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Asking {0} what would change…', context.name),
  };
  const results = await vscode.window.withProgress(options, () => dryRun(api, plan.planned));
  const where = vscode.l10n.t('{0}, namespace {1}', context.name, chosen.namespace.name);
  await diff.show(where, results);
  try {
    for (;;) {
      const confirmed = await confirmDeploy({ where, results, problems: plan.problems, findings, place });
      if (confirmed.kind === 'back') {
        return { kind: 'back' };
      }
      if (confirmed.kind === 'cancelled' || confirmed.value === 'cancel') {
        throw new CancelledError();
      }
      const isForced = confirmed.value === 'force';
      if (!isForced || choices.force === true || (await confirmForce(results))) {
        const wanted = results.flatMap(({ planned, outcome }) =>
          outcome.kind === 'refused' || (outcome.kind === 'conflict' && !isForced) ? [] : [planned],
        );
        return { kind: 'answered', isForced, wanted };
      }
    }
  } finally {
    diff.close();
  }
}

async function remember(
  { memento }: ClusterServices,
  { connection, deployable }: ClusterOrder,
  chosen: ClusterChoices,
): Promise<void> {
  const { namespace, queue, amount } = chosen;
  await rememberOn(memento, connection.context.id, { namespace: namespace.name, ...(queue !== undefined && { queue }) });
  if (amount !== undefined && deployable !== undefined) {
    await rememberAmount(memento, deployable.workload, amount);
  }
}

async function apply(
  services: ClusterServices,
  { connection, manifest }: ClusterOrder,
  { api, title }: ReachedCluster,
  { plan, chosen, text }: Prepared,
  isForced: boolean,
): Promise<ClusterDeployment> {
  const contextId = connection.context.id;
  const asking = findWorkloads(text).filter(({ result }) => result.kind !== 'none');
  const asksForGpus = ({ ref, source }: PlannedObject): boolean =>
    asking.some(({ workload }) => workload.kind === ref.type.kind && workload.range.start.line === source.range.start.line);
  const { results, rollout } = await applyWithProgress({ connection, api, title, objects: plan.planned, isForced, asksForGpus });
  const applied = results.filter(
    ({ planned, outcome }) => asksForGpus(planned) && ['created', 'changed', 'unchanged'].includes(outcome.kind),
  );
  const workloads = applied.map(({ planned }) => toWorkload(planned, rollout));
  for (const { id } of workloads) {
    await services.onDeployed({ uri: manifest.uri.toString(), contextId, workload: id });
  }
  return {
    contextId,
    namespace: chosen.namespace.name,
    objects: results.map(toDeployed),
    workloads,
    undo: async () => {
      const undone = await undoApply(api, results);
      return undone.map((each) => ({ title: each.planned.title, outcome: each.outcome.kind, text: describeUndone(each) }));
    },
  };
}

function toDeployed(result: ApplyResult): ClusterDeployment['objects'][number] {
  const { planned, outcome } = result;
  const { namespace } = planned.ref;
  return {
    title: planned.title,
    ...(namespace !== undefined && { namespace }),
    outcome: outcome.kind,
    text: describeApplied(result),
  };
}

function toWorkload({ ref }: PlannedObject, rollout: readonly RolloutState[]): ClusterDeployment['workloads'][number] {
  const { type, namespace = '', name } = ref;
  const seen = rollout.find(
    ({ workload }) => workload.kind === type.kind && workload.namespace === namespace && workload.name === name,
  );
  return { id: `${type.kind}/${namespace}/${name}`, state: seen?.kind ?? 'unseen', text: seen?.text ?? '' };
}
