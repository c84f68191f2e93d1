import type * as vscode from 'vscode';
import { registerCommand } from '../../commands.ts';
import { DisposableStore } from '../../disposables.ts';
import { reporting } from '../../errors.ts';
import type { TreeRow } from '../../ids.ts';
import type { JobLogs } from '../../jobs/jobLogs.ts';
import { requireTrust } from '../../trust.ts';
import type { ClusterHub } from '../clusterHub.ts';
import type { ClusterJobsConnection } from '../clusterJobsConnection.ts';
import type { ActionSubject } from './actionSubject.ts';
import { ClusterDocuments } from './clusterDocuments.ts';

export interface ClusterActionServices {
  readonly hub: ClusterHub;
  readonly clusterJobs: ClusterJobsConnection;
  readonly logs: JobLogs;
  readonly openPanel: (jobId: string) => void;
  readonly log: vscode.LogOutputChannel;
}

/** All that an action may use. */
export interface ActionReach extends ClusterActionServices {
  readonly documents: ClusterDocuments;
}

type Action = (reach: ActionReach, subject: ActionSubject) => Promise<void>;

const actions = {
  'gpuFractions.watchWorkload': async () => (await import('./watchInPanel.ts')).watchInPanel,
  'gpuFractions.showWorkloadLogs': async () => (await import('./showWorkloadLogs.ts')).showWorkloadLogs,
  'gpuFractions.describeWorkload': async () => (await import('./describeWorkload.ts')).describeWorkload,
  'gpuFractions.showWorkloadYaml': async () => (await import('./showYaml.ts')).showYaml,
  'gpuFractions.scaleWorkload': async () => (await import('./askScale.ts')).askScale,
  'gpuFractions.restartWorkload': async () => (await import('./restartWorkload.ts')).restartWorkload,
  'gpuFractions.deleteWorkload': async () => (await import('./askDelete.ts')).askDelete,
  'gpuFractions.forwardPort': async () => (await import('./forwardPort.ts')).forwardPort,
  'gpuFractions.stopForwarding': async () => (await import('./forwardPort.ts')).stopForwarding,
  'gpuFractions.copyWorkloadEndpoint': async () => (await import('./copyWorkloadEndpoint.ts')).copyWorkloadEndpoint,
} as const satisfies Record<string, () => Promise<Action>>;

/** What can be done with a workload of a cluster, at its row or with a picker. Each action is loaded when it is first used. */
export function registerClusterActions(services: ClusterActionServices): vscode.Disposable {
  const store = new DisposableStore();
  const reach: ActionReach = { ...services, documents: store.add(new ClusterDocuments()) };
  const run = async (load: () => Promise<Action>, row: TreeRow | undefined): Promise<void> => {
    requireTrust();
    const [{ findActionSubject }, action] = await Promise.all([import('./actionSubject.ts'), load()]);
    await action(reach, await findActionSubject(services.hub, row));
  };
  for (const [id, load] of Object.entries(actions) as [keyof typeof actions, () => Promise<Action>][]) {
    store.add(registerCommand(id, (row?: TreeRow) => reporting(services.log, () => run(load, row))));
  }
  return store;
}
