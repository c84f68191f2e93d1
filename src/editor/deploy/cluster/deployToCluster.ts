import * as vscode from 'vscode';
import { parseAmount } from '../../../gpu/amount.ts';
import type { CheckOptions } from '../../../manifest/checkOptions.ts';
import { readPlainObjects, type PlainObject } from '../../../manifest/plainObjects.ts';
import { findWorkloads } from '../../../manifest/requests.ts';
import { writeChoices } from '../../../manifest/writeChoices.ts';
import type { ClusterConnection } from '../../../target/cluster/clusterConnection.ts';
import type { ApplyResult } from '../../../target/cluster/deploy/applyObjects.ts';
import { dryRun, type DryRun } from '../../../target/cluster/deploy/dryRun.ts';
import { planObjects, type ObjectPlan, type PlannedObject } from '../../../target/cluster/deploy/planObjects.ts';
import type { RolloutState } from '../../../target/cluster/deploy/rollout.ts';
import { undoApply } from '../../../target/cluster/deploy/undoApply.ts';
import { CancelledError } from '../../errors.ts';
import type { DeployChoices } from '../../ids.ts';
import { DeployError } from '../deployError.ts';
import type { Deployable } from '../deployables.ts';
import { rememberAmount } from '../lastAmounts.ts';
import type { ManifestText } from '../manifestText.ts';
import type { StepPlace } from '../quickSteps.ts';
import { applyWithProgress } from './applyWithProgress.ts';
import { askChoices, openChoices, type ClusterChoices } from './askChoices.ts';
import type { ClusterDeployment } from './clusterDeployment.ts';
import { confirmDeploy, confirmForce } from './confirmDeploy.ts';
import { describeApplied, describeDryRun, describeUndone } from './deployTexts.ts';
import { DiffDocuments } from './diffDocuments.ts';
import { rememberOn } from './lastPlaces.ts';
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

export interface ClusterOrder {
  readonly connection: ClusterConnection;
  readonly manifest: ManifestText;
  /** The workload whose amount is chosen; absent where the text has none. */
  readonly deployable: Deployable | undefined;
  readonly choices: DeployChoices;
  readonly settings: CheckOptions;
}

/** What is sent: the plan of the text with the choices written into it. */
interface Prepared {
  readonly chosen: ClusterChoices;
  readonly plan: ObjectPlan;
  readonly text: string;
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
      const objects = answer.isForced ? prepared : { ...prepared, plan: { ...prepared.plan, planned: answer.wanted } };
      return await apply(services, order, cluster, objects, answer.isForced);
    }
  }
}

/** What no server can be sent. */
function checkText({ text, fileName }: ManifestText): void {
  const { problems, objects } = readPlainObjects(text);
  const [first, ...more] = problems;
  if (first !== undefined) {
    const place = vscode.l10n.t('{0}, line {1}: {2}', fileName, first.range.start.line + 1, first.message);
    const message = more.length === 0 ? place : vscode.l10n.t('{0} (errors in all: {1})', place, more.length + 1);
    throw new DeployError({ reason: 'notRendered' }, message);
  }
  if (objects.length === 0) {
    throw new DeployError({ reason: 'nothingToDeploy' }, vscode.l10n.t('{0} has no Kubernetes object.', fileName));
  }
}

/** With an amount nothing is asked: what is not said is as the file or the context has it. */
function decideByChoices({ choices, connection }: ClusterOrder): ClusterChoices {
  const { amount = 'file', limit, namespace = connection.context.namespace, queue } = choices;
  if (limit !== undefined) {
    throw badChoice(vscode.l10n.t('limit "{0}": a cluster reads it from the file. Write it there.', limit));
  }
  const read = amount === 'file' ? undefined : parseAmount(amount);
  if (read?.kind === 'problem') {
    throw badChoice(`amount ${read.problem}`);
  }
  return {
    namespace: { name: namespace, isNew: false },
    ...(queue !== undefined && { queue }),
    ...(read !== undefined && { amount: read.value.amount }),
  };
}

function badChoice(message: string): DeployError {
  return new DeployError({ reason: 'badChoice' }, message);
}

/** Writes the choices into the text and plans its objects. Rejects with `DeployError` where the text has no place for a choice. */
function prepare({ manifest, deployable, settings }: ClusterOrder, cluster: ReachedCluster, chosen: ClusterChoices): Prepared {
  const { amount, queue, namespace } = chosen;
  const options = { ...settings, cluster: cluster.facts };
  const written = writeChoices(manifest.text, options, {
    ...(amount !== undefined && deployable !== undefined && { amount: { workload: deployable.index, amount } }),
    ...(queue !== undefined && { queue }),
  });
  if (written.kind === 'problem') {
    throw badChoice(written.problem);
  }
  const { objects } = readPlainObjects(written.text);
  const sources = namespace.isNew ? [newNamespace(namespace.name), ...objects] : objects;
  return { chosen, plan: planObjects(sources, cluster.types, namespace.name), text: written.text };
}

function newNamespace(name: string): PlainObject {
  const content = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  const start = { line: 0, character: 0 };
  return { apiVersion: 'v1', kind: 'Namespace', name, content, range: { start, end: start } };
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
  /** `wanted`: without what the server refuses or others own. */
  | { readonly kind: 'answered'; readonly isForced: boolean; readonly wanted: readonly PlannedObject[] };

async function askConfirmation(
  { connection: { context }, choices }: ClusterOrder,
  { api }: ReachedCluster,
  { plan, chosen }: Prepared,
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
      const confirmed = await confirmDeploy({ where, results, problems: plan.problems, place });
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
    await diff.close();
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
