import * as vscode from 'vscode';
import type { ClusterApi } from '../../../target/cluster/api/clusterApi.ts';
import type { ClusterConnection } from '../../../target/cluster/clusterConnection.ts';
import { known } from '../../../target/cluster/clusterObjects.ts';
import { namespaceType } from '../../../target/cluster/deploy/planObjects.ts';
import { livePickStep, type LiveItem, type StepPlace, type StepResult } from '../quickSteps.ts';

export interface NamespaceChoice {
  readonly name: string;
  /** It is not there, and the user said that it shall be made. */
  readonly isNew: boolean;
}

/** "Which namespace?": that of last time, that of the context, all that are known, and any name that is typed. */
export async function askNamespace(
  connection: ClusterConnection,
  api: ClusterApi,
  last: string | undefined,
  place: StepPlace,
): Promise<StepResult<NamespaceChoice>> {
  const own = connection.context.namespace;
  let listed: ReadonlySet<string> | undefined;
  for (;;) {
    const picked = await livePickStep<string>({
      ...place,
      placeholder: vscode.l10n.t('Which namespace? Objects that name one keep it'),
      busyPlaceholder: vscode.l10n.t('Reading the namespaces…'),
      typed: (text) =>
        listed?.has(text) === true || text === own
          ? undefined
          : { id: 'typed', label: text, description: vscode.l10n.t('as typed'), alwaysShow: true, value: text },
      show: async (show, signal) => {
        // before all others, where they stay; what pods tell would only be sorted among the others later
        show(itemsOf(last, own, new Set()));
        listed = await listNamespaces(api, signal);
        show(itemsOf(last, own, listed ?? namespacesOfPods(connection)));
      },
    });
    if (picked.kind !== 'chosen') {
      return picked;
    }
    const name = picked.value;
    if (listed === undefined || listed.has(name)) {
      return { kind: 'chosen', value: { name, isNew: false } };
    }
    if (await wantsNew(name, connection.context.name)) {
      return { kind: 'chosen', value: { name, isNew: true } };
    }
  }
}

function itemsOf(last: string | undefined, own: string, others: ReadonlySet<string>): readonly LiveItem<string>[] {
  const names = [...new Set([...(last === undefined ? [] : [last]), own, ...[...others].toSorted()])];
  return names.map((name) => ({
    id: name,
    label: name,
    ...(name === last
      ? { description: vscode.l10n.t('as last time') }
      : name === own && { description: vscode.l10n.t('of the context') }),
    value: name,
  }));
}

function namespacesOfPods({ objects }: ClusterConnection): ReadonlySet<string> {
  return new Set(known(objects.pods).map(({ namespace }) => namespace));
}

/** Undefined where the user may not list them. */
async function listNamespaces(api: ClusterApi, signal: AbortSignal): Promise<ReadonlySet<string> | undefined> {
  try {
    const names = new Set<string>();
    let next: string | undefined;
    do {
      const page = await api.list(namespaceType, next === undefined ? {} : { next }, signal);
      page.items.forEach(({ metadata }) => names.add(metadata.name));
      ({ next } = page);
    } while (next !== undefined);
    return names;
  } catch {
    return undefined;
  }
}

async function wantsNew(name: string, context: string): Promise<boolean> {
  const create = vscode.l10n.t('Create namespace');
  const message = vscode.l10n.t('Namespace "{0}" is not there on {1}. Create it with this deploy?', name, context);
  return (await vscode.window.showWarningMessage(message, { modal: true }, create)) === create;
}
