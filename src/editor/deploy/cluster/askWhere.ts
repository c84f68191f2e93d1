import * as vscode from 'vscode';
import type { ClusterConnection, Clusters, KubeContext } from '../../../target/cluster/clusterConnection.ts';
import type { Target } from '../../../target/target.ts';
import { readSetting } from '../../commands.ts';
import { errorText } from '../../errorText.ts';
import type { Deployable } from '../deployables.ts';
import { placeChoices } from '../placeChoices.ts';
import { livePickStep, type LiveItem, type StepPlace, type StepResult } from '../quickSteps.ts';
import { readLastPlace, rememberPlace } from './lastPlaces.ts';

/** Where a manifest goes: a device of this machine (any without one), or a context. */
export type Where =
  | { readonly kind: 'machine'; readonly deviceUuid?: string }
  | { readonly kind: 'context'; readonly connection: ClusterConnection };

export interface WhereQuestion {
  readonly target: Target;
  readonly openClusters: () => Promise<Clusters>;
  readonly memento: vscode.Memento;
  /** Absent: the text has no workload, so that only a cluster can take it. */
  readonly deployable: Deployable | undefined;
  readonly place: StepPlace;
  /** What is said where neither this machine nor a cluster could take it. */
  readonly nowhere: () => Error;
}

type Item = LiveItem<Where>;

const machineId = 'machine';
/** Characters that a row shows beside the name of a context; more has a line of its own. */
const longestInLine = 60;

/** "Where?": this machine and every context, each with what it says of the workload as soon as it is known; the last choice first. */
export async function askWhere(question: WhereQuestion): Promise<StepResult<Where>> {
  const { memento, place } = question;
  const picked = await livePickStep<Where>({
    ...place,
    placeholder: vscode.l10n.t('Where?'),
    busyPlaceholder: vscode.l10n.t('Reaching the agent and the clusters…'),
    show: (show, signal) => listPlaces(question, show, signal),
  });
  if (picked.kind === 'chosen') {
    await rememberPlace(memento, picked.value.kind === 'machine' ? machineId : picked.value.connection.context.id);
  }
  return picked;
}

async function listPlaces(question: WhereQuestion, show: (items: readonly Item[]) => void, signal: AbortSignal): Promise<void> {
  const last = readLastPlace(question.memento);
  const looking = vscode.l10n.t('{0} — {1}', question.target.label, vscode.l10n.t('looking…'));
  // what the agent will tell need not be waited for
  const value: Where | undefined = question.deployable?.isLocal === true ? { kind: 'machine' } : undefined;
  const rows = new Map<string, readonly Item[]>([[machineId, [{ id: machineId, label: looking, ...(value && { value }) }]]]);
  // rows that came one by one would move under the mouse: all stand there at once, and only their texts come later
  let isListed = false;
  const draw = (): void => {
    const ids = [...rows.keys()];
    const ordered = last !== undefined && rows.has(last) ? [last, ...ids.filter((each) => each !== last)] : ids;
    show(ordered.flatMap((each) => rows.get(each) ?? []));
  };
  const put = (id: string, items: readonly Item[]): void => {
    rows.set(id, items);
    if (isListed) {
      draw();
    }
  };
  const onListed = (): void => {
    isListed = true;
    draw();
  };
  const [machine] = await Promise.all([listMachine(question, put), listContexts(question, put, onListed, signal)]);
  if (rows.size > 1) {
    return;
  }
  if (machine.kind !== 'open') {
    throw machine.kind === 'failed' ? machine.error : question.nowhere();
  }
  const label = vscode.l10n.t('Clusters — no context is known: set KUBECONFIG or the setting {0}', 'gpuFractions.kubeconfig');
  put('clusters', [{ id: 'clusters', label }]);
}

type Put = (id: string, items: readonly Item[]) => void;

async function listMachine(
  { target, deployable }: WhereQuestion,
  put: Put,
): Promise<{ readonly kind: 'open' | 'closed' } | { readonly kind: 'failed'; readonly error: unknown }> {
  const closed = (why: string): { readonly kind: 'closed' } => {
    put(machineId, [{ id: machineId, label: vscode.l10n.t('{0} — {1}', target.label, why) }]);
    return { kind: 'closed' };
  };
  if (deployable?.isLocal !== true) {
    const kind = deployable?.workload.kind;
    return closed(
      kind === undefined ? vscode.l10n.t('only a cluster runs this') : vscode.l10n.t('only a cluster runs a {0}', kind),
    );
  }
  if (process.platform !== 'linux') {
    return closed(vscode.l10n.t('runs GPU jobs on Linux only'));
  }
  try {
    const { devices } = await target.inventory();
    const items = placeChoices(target.label, devices).map(({ label, description, deviceUuid }): Item => ({
      id: deviceUuid ?? machineId,
      label,
      description,
      value: { kind: 'machine', ...(deviceUuid !== undefined && { deviceUuid }) },
    }));
    put(machineId, items);
    return { kind: 'open' };
  } catch (error) {
    put(machineId, [{ id: machineId, label: vscode.l10n.t('{0} — {1}', target.label, errorText(error)) }]);
    return { kind: 'failed', error };
  }
}

/** `onListed`: every context has its row. */
async function listContexts(
  { openClusters, deployable }: WhereQuestion,
  put: Put,
  onListed: () => void,
  signal: AbortSignal,
): Promise<void> {
  let clusters: Clusters;
  try {
    clusters = await openClusters();
  } catch (error) {
    put('clusters', [{ id: 'clusters', label: vscode.l10n.t('Clusters — {0}', errorText(error)) }]);
    onListed();
    return;
  }
  clusters.problems.forEach((problem, index) => put(`problem ${index}`, [{ id: `problem ${index}`, label: problem }]));
  // as in the tree: the current context first
  const contexts = clusters.contexts.toSorted((left, right) => Number(right.isCurrent) - Number(left.isCurrent));
  const connections = contexts.flatMap((context) => {
    const connection = clusters.connection(context.id);
    const isUsable = connection !== undefined && context.problem === undefined;
    const text = isUsable ? vscode.l10n.t('looking…') : (context.problem ?? '–');
    const value = isUsable ? ({ kind: 'context', connection } as const) : undefined;
    put(context.id, [{ id: context.id, label: labelOf(context, text), ...(value && { value }) }]);
    return isUsable ? [connection] : [];
  });
  onListed();
  await Promise.all(connections.map((connection) => listContext(connection, deployable, put, signal)));
}

async function listContext(
  connection: ClusterConnection,
  deployable: Deployable | undefined,
  put: Put,
  signal: AbortSignal,
): Promise<void> {
  const { context } = connection;
  const value = { kind: 'context', connection } as const;
  try {
    const { readContextFit } = await import('./contextFit.ts');
    const fit = await readContextFit(connection, deployable?.found, readSetting('gpuFractions.prices'), signal);
    const { text, price } = fit;
    const isLong = fit.detail === undefined && text.length > longestInLine;
    const detail = isLong ? text : fit.detail;
    put(context.id, [
      {
        id: context.id,
        label: isLong ? context.name : labelOf(context, text),
        value,
        ...(price !== undefined && { description: price }),
        ...(detail !== undefined && { detail }),
      },
    ]);
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  }
}

function labelOf({ name }: KubeContext, text: string): string {
  return vscode.l10n.t('{0} — {1}', name, text);
}
