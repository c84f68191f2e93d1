import type * as vscode from 'vscode';
import type { Amount } from '../../../gpu/request.ts';
import { parseManifest } from '../../../manifest/manifestFile.ts';
import { readPlainObjects } from '../../../manifest/plainObjects.ts';
import { findWorkloads } from '../../../manifest/requests.ts';
import { queueOf } from '../../../manifest/setQueue.ts';
import { writeChoices } from '../../../manifest/writeChoices.ts';
import { viewOf } from '../../clusters/clusterViews.ts';
import { readSetting } from '../../commands.ts';
import { readLastAmount } from '../lastAmounts.ts';
import type { StepPlace, StepResult } from '../quickSteps.ts';
import { askClusterAmount, type Outlook } from './askClusterAmount.ts';
import { askNamespace, type NamespaceChoice } from './askNamespace.ts';
import { askQueue } from './askQueue.ts';
import { fitOf } from './contextFit.ts';
import type { ClusterOrder } from './prepareDeploy.ts';
import { readLastOn } from './lastPlaces.ts';
import type { ReachedCluster } from './reachCluster.ts';

/** What a deploy to a cluster needs to know. */
export interface ClusterChoices {
  readonly namespace: NamespaceChoice;
  /** Absent: as the text says. */
  readonly queue?: string;
  readonly amount?: Amount;
}

type Step = (place: StepPlace, soFar: ClusterChoices) => Promise<StepResult<ClusterChoices>>;

/** A question with its answers: of each step that was answered what is known after it, the last one on top. */
export interface AskedChoices {
  readonly answers: ClusterChoices[];
  readonly steps: readonly Step[];
}

/** The questions that the text and the choices leave open, none of them answered. */
export function openChoices(memento: vscode.Memento, order: ClusterOrder, cluster: ReachedCluster): AskedChoices {
  const { choices, connection } = order;
  const steps = [
    namespaceStep(memento, order, cluster),
    queueStep(memento, order, cluster),
    amountStep(memento, order, cluster),
  ].filter((step) => step !== undefined);
  const { queue, namespace = connection.context.namespace } = choices;
  return { steps, answers: [{ namespace: { name: namespace, isNew: false }, ...(queue !== undefined && { queue }) }] };
}

/** Asks for namespace, queue and amount, from where it was left on; back leads to the step before, and from the first one out of it. */
export async function askChoices({ answers, steps }: AskedChoices, title: string): Promise<StepResult<ClusterChoices>> {
  for (;;) {
    const soFar = answers.at(-1);
    const step = steps[answers.length - 1];
    if (soFar === undefined) {
      return { kind: 'back' };
    }
    if (step === undefined) {
      return { kind: 'chosen', value: soFar };
    }
    // the first one is "Where?", the last one the diff
    const answer = await step({ title, step: answers.length + 1, totalSteps: steps.length + 2 }, soFar);
    if (answer.kind === 'cancelled') {
      return answer;
    }
    if (answer.kind === 'back') {
      answers.pop();
    } else {
      answers.push(answer.value);
    }
  }
}

function namespaceStep(
  memento: vscode.Memento,
  { choices, connection, manifest }: ClusterOrder,
  { api, types }: ReachedCluster,
): Step | undefined {
  const isOpen = readPlainObjects(manifest.text).objects.some(
    ({ namespace, kind }) => namespace === undefined && types.some((type) => type.kind === kind && type.isNamespaced),
  );
  if (choices.namespace !== undefined || !isOpen) {
    return undefined;
  }
  return async (place, soFar) => {
    const { namespace: last } = readLastOn(memento, connection.context.id);
    const answer = await askNamespace(connection, api, last, place);
    return answer.kind === 'chosen' ? { kind: 'chosen', value: { ...soFar, namespace: answer.value } } : answer;
  };
}

function queueStep(memento: vscode.Memento, order: ClusterOrder, { objects, facts }: ReachedCluster): Step | undefined {
  const { choices, connection, manifest, settings, deployable } = order;
  const { queues } = viewOf(objects);
  const file = parseManifest(manifest.text, { ...settings, cluster: facts });
  const item = deployable === undefined ? undefined : file.workloads[deployable.index];
  const written = item === undefined ? undefined : queueOf(file, item);
  if (choices.queue !== undefined || written === undefined || deployable === undefined || queues.length === 0) {
    return undefined;
  }
  return async (place, soFar) => {
    const { queue: last } = readLastOn(memento, connection.context.id);
    const fitIn = (queue: string): string => fitOf(deployable.found, objects, queue).summary;
    const answer = await askQueue({ queues, written, last, fitIn, place });
    return answer.kind === 'chosen' ? { kind: 'chosen', value: { ...soFar, queue: answer.value } } : answer;
  };
}

function amountStep(memento: vscode.Memento, order: ClusterOrder, { objects, facts }: ReachedCluster): Step | undefined {
  const { deployable, manifest, settings } = order;
  if (deployable === undefined) {
    return undefined;
  }
  const options = { ...settings, cluster: facts };
  return async (place, soFar) => {
    const outlook = (amount: Amount | undefined): Outlook => {
      const choice = amount === undefined ? {} : { amount: { workload: deployable.index, amount } };
      const written = writeChoices(manifest.text, options, choice);
      if (written.kind === 'problem') {
        return written;
      }
      const found = findWorkloads(parseManifest(written.text, options))[deployable.index] ?? deployable.found;
      return { kind: 'fit', found, fit: fitOf(found, objects, soFar.queue) };
    };
    const last = readLastAmount(memento, deployable.workload);
    const prices = readSetting('gpuFractions.prices');
    const answer = await askClusterAmount({ deployable, last, outlook, prices, place });
    if (answer.kind !== 'chosen') {
      return answer;
    }
    return { kind: 'chosen', value: { ...soFar, ...(answer.value.kind === 'amount' && { amount: answer.value.amount }) } };
  };
}
