import type * as vscode from 'vscode';
import { registerCommand } from '../../commands.ts';
import { DisposableStore } from '../../disposables.ts';
import { reporting } from '../../errors.ts';
import type { TreeRow, WorkloadArgument } from '../../ids.ts';
import { requireTrust } from '../../trust.ts';
import type { ClusterHub } from '../clusterHub.ts';
import type { DeployedManifests } from '../deployedManifests.ts';
import { WhyDocuments } from './whyDocuments.ts';

export interface RegisterWhyServices {
  readonly hub: ClusterHub;
  readonly deployed: DeployedManifests;
  readonly log: vscode.LogOutputChannel;
}

/** Why a workload of a cluster waits or has stopped: as a command, and at its manifest. Loaded with the first cluster. */
export function registerWhy({ hub, deployed, log }: RegisterWhyServices): vscode.Disposable {
  const store = new DisposableStore();
  const documents = store.add(new WhyDocuments());
  let problems: vscode.Disposable | undefined;
  store.add({ dispose: () => problems?.dispose() });
  const follow = async (): Promise<void> => {
    const clusters = hub.opened;
    problems?.dispose();
    problems = undefined;
    if (clusters !== undefined) {
      const { WaitingProblems } = await import('./waitingProblems.ts');
      if (hub.opened === clusters && !store.isDisposed) {
        problems = new WaitingProblems(clusters, deployed);
      }
    }
  };
  let last = hub.opened;
  store.add(
    hub.onDidChange(() => {
      if (hub.opened !== last) {
        last = hub.opened;
        void reporting(log, follow);
      }
    }),
  );
  store.add(
    registerCommand('gpuFractions.explainWorkload', (row) =>
      reporting(log, async () => {
        requireTrust();
        const { explainWorkload } = await import('./explainWorkload.ts');
        await explainWorkload({ hub, deployed, documents }, workloadOf(row));
      }),
    ),
  );
  return store;
}

/** The workload of a row, or of a pod's row. */
function workloadOf(row: TreeRow | undefined): WorkloadArgument | undefined {
  const subject = row?.cluster;
  return (subject?.kind === 'workload' || subject?.kind === 'pod') && subject.workload !== undefined
    ? { contextId: subject.contextId, workload: subject.workload }
    : undefined;
}
