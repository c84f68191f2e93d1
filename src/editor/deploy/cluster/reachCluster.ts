import * as vscode from 'vscode';
import type { ClusterFacts } from '../../../manifest/clusterFacts.ts';
import type { ClusterApi, ResourceType } from '../../../target/cluster/api/clusterApi.ts';
import type { ClusterConnection } from '../../../target/cluster/clusterConnection.ts';
import type { ClusterObjects } from '../../../target/cluster/clusterObjects.ts';
import { toClusterFacts } from '../../../target/cluster/facts/toClusterFacts.ts';
import { viewOf } from '../../clusters/clusterViews.ts';
import { DisposableStore } from '../../disposables.ts';
import { CancelledError } from '../../errors.ts';

/** A cluster that answers, with what it serves and what is known of it. */
export interface ReachedCluster {
  readonly api: ClusterApi;
  readonly types: readonly ResourceType[];
  readonly objects: ClusterObjects;
  readonly facts: ClusterFacts;
  /** Of the steps and notifications. */
  readonly title: string;
}

/** Reads a cluster once, under a notification that can be cancelled. Rejects with `ClusterError` where it does not answer. */
export async function reachCluster(connection: ClusterConnection, fileName: string): Promise<ReachedCluster> {
  const { name } = connection.context;
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Reaching {0}…', name),
    cancellable: true,
  };
  return await vscode.window.withProgress(options, async (_progress, cancellation) => {
    using resources = new DisposableStore();
    resources.use(connection.look());
    const controller = new AbortController();
    resources.add(cancellation.onCancellationRequested(() => controller.abort(new CancelledError())));
    const [objects, api] = await Promise.all([connection.ready(controller.signal), connection.api(controller.signal)]);
    const types = await api.discover(controller.signal);
    const title = vscode.l10n.t('Deploy {0} to {1}', fileName, name);
    return { api, types, objects, facts: toClusterFacts(objects, viewOf(objects)), title };
  });
}
