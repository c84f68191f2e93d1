import * as vscode from 'vscode';
import type { ClusterConnection } from '../../../target/cluster/clusterConnection.ts';
import type { WorkloadView } from '../../../target/cluster/clusterView.ts';
import type { PodObject } from '../../../target/cluster/objects/pod.ts';
import { CancelledError } from '../../errors.ts';
import type { TreeRow } from '../../ids.ts';
import type { ClusterHub } from '../clusterHub.ts';
import { viewOf } from '../clusterViews.ts';

/** What an action on a workload is about; `pod` where it was asked for at one of its pods. */
export interface ActionSubject {
  readonly connection: ClusterConnection;
  readonly workload: WorkloadView;
  readonly pod?: PodObject;
  /** `<namespace>/<name>` */
  readonly title: string;
}

/** The workload of a row, else the user picks one of the clusters that are open. Rejects where it is gone, or the user gives up. */
export async function findActionSubject(hub: ClusterHub, row: TreeRow | undefined): Promise<ActionSubject> {
  const about = row?.cluster;
  if (about?.kind !== 'workload' && about?.kind !== 'pod') {
    return await pickActionSubject(hub);
  }
  const connection = await hub.connection(about.contextId);
  const objects = await connection?.ready();
  const workloads = objects === undefined ? [] : viewOf(objects).workloads;
  const pod = about.kind === 'pod' ? { namespace: about.namespace, name: about.pod } : undefined;
  const workload = workloads.find(({ id, pods }) =>
    about.kind === 'workload' ? id === about.workload : pods.some((each) => isPod(each.pod, pod)),
  );
  if (connection === undefined || workload === undefined) {
    const name = about.kind === 'pod' ? about.pod : (about.workload.split('/').at(-1) ?? about.workload);
    throw new Error(vscode.l10n.t('{0} is not there any more.', name));
  }
  const found = workload.pods.find((each) => isPod(each.pod, pod))?.pod;
  return subjectOf(connection, workload, found);
}

function isPod({ namespace, name }: PodObject, pod: { readonly namespace: string; readonly name: string } | undefined): boolean {
  return namespace === pod?.namespace && name === pod.name;
}

function subjectOf(connection: ClusterConnection, workload: WorkloadView, pod?: PodObject): ActionSubject {
  const title = `${workload.namespace}/${pod?.name ?? workload.name}`;
  return { connection, workload, title, ...(pod !== undefined && { pod }) };
}

async function pickActionSubject(hub: ClusterHub): Promise<ActionSubject> {
  const clusters = await hub.clusters();
  const items = clusters.contexts.flatMap(({ id, name }) => {
    const connection = clusters.connection(id);
    return connection === undefined || connection.state.kind === 'idle'
      ? []
      : viewOf(connection.objects).workloads.map((workload) => ({
          label: `${workload.namespace}/${workload.name}`,
          description: `${workload.kind} · ${name}`,
          detail: workload.requestText,
          subject: subjectOf(connection, workload),
        }));
  });
  if (items.length === 0) {
    throw new Error(
      vscode.l10n.t('No cluster that is open in the tree has a workload that asks for GPUs. Open a cluster in the tree first.'),
    );
  }
  const options = { placeHolder: vscode.l10n.t('Which workload?'), matchOnDescription: true, matchOnDetail: true };
  const picked = await vscode.window.showQuickPick(items, options);
  if (picked === undefined) {
    throw new CancelledError();
  }
  return picked.subject;
}
