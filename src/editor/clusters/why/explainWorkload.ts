import * as vscode from 'vscode';
import type { ClusterConnection } from '../../../target/cluster/clusterConnection.ts';
import type { WorkloadView } from '../../../target/cluster/clusterView.ts';
import { readLogTails } from '../../../target/cluster/jobs/readLogTails.ts';
import { describeCure, type Cure } from '../../../target/cluster/why/cure.ts';
import type { WorkloadArgument } from '../../ids.ts';
import type { ClusterHub } from '../clusterHub.ts';
import { explain, viewOf } from '../clusterViews.ts';
import type { DeployedManifests } from '../deployedManifests.ts';
import { cureAction, type CureReach } from './cureActions.ts';
import { editManifest } from './editManifest.ts';
import { stepSign, whyDocument, type Explanation } from './whyText.ts';
import type { WhyDocuments } from './whyDocuments.ts';

const logPatienceMs = 3000;

export interface WhyServices {
  readonly hub: ClusterHub;
  readonly deployed: DeployedManifests;
  readonly documents: WhyDocuments;
}

interface Subject {
  readonly connection: ClusterConnection;
  readonly workload: WorkloadView;
}

interface Choice extends vscode.QuickPickItem {
  /** Absent of a separator. */
  readonly run?: () => Promise<void>;
}

/** Says why a workload waits or has stopped, with what helps as actions. Rejects with what the user should read. */
export async function explainWorkload(services: WhyServices, argument: WorkloadArgument | undefined): Promise<void> {
  const subject = argument === undefined ? await pickSubject(services.hub) : await findSubject(services.hub, argument);
  if (subject === undefined) {
    return;
  }
  const { workload } = subject;
  const title = `${workload.namespace}/${workload.name}`;
  const explanation = await explainWithLogs(subject);
  if (explanation === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} neither waits nor has stopped.', title));
    return;
  }
  const picked = await vscode.window.showQuickPick(choices(services, subject, title, explanation), {
    title: explanation.kind === 'waits' ? vscode.l10n.t('Why {0} waits', title) : vscode.l10n.t('Why {0} has stopped', title),
    placeHolder: explanation.why.headline,
  });
  await picked?.run?.();
}

function choices(services: WhyServices, subject: Subject, title: string, explanation: Explanation): readonly Choice[] {
  const { kind, why } = explanation;
  const { connection, workload } = subject;
  const told = kind === 'waits' ? why.steps.filter(({ state }) => state !== 'passed') : why.reasons;
  const reach = reachOf(services, subject);
  const showWhole = (): Promise<void> =>
    services.documents.show(connection.context.id, workload.id, whyDocument(title, explanation));
  const cures = why.cures.flatMap(eachQueue).map((cure): Choice => {
    const run = cureAction(cure, reach);
    const label = `$(${run === undefined ? 'info' : 'lightbulb'}) ${describeCure(cure)}`;
    return { label, run: run === undefined ? showWhole : () => offeringDeploy(reach.manifest, run) };
  });
  return [
    ...told.map((step): Choice => ({
      label: 'state' in step ? `${stepSign(step.state)} ${step.text}` : step.text,
      ...(step.verbatim !== undefined && { detail: step.verbatim.trim().replaceAll(/\s*\n\s*/g, ' · ') }),
      run: showWhole,
    })),
    ...(cures.length === 0 ? [] : [{ label: vscode.l10n.t('What helps'), kind: vscode.QuickPickItemKind.Separator }]),
    ...cures,
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: `$(book) ${vscode.l10n.t('Show the whole explanation')}`,
      run: showWhole,
    },
  ];
}

/** Which of several queues a label gets is for the user to say. */
function eachQueue(cure: Cure): readonly Cure[] {
  return cure.kind === 'addQueueLabel' && cure.queues.length > 1
    ? cure.queues.map((queue) => ({ ...cure, queues: [queue] }))
    : [cure];
}

/** A manifest that was changed changes nothing on the cluster before it is deployed. */
async function offeringDeploy(manifest: vscode.Uri | undefined, run: () => Promise<void>): Promise<void> {
  const document = manifest && (await vscode.workspace.openTextDocument(manifest));
  const version = document?.version;
  await run();
  if (document === undefined || document.version === version) {
    return;
  }
  const deploy = vscode.l10n.t('Deploy…');
  const text = vscode.l10n.t('{0} is changed; the cluster is as before.', vscode.workspace.asRelativePath(document.uri));
  void vscode.window.showInformationMessage(text, deploy).then(async (choice) => {
    if (choice === deploy) {
      await vscode.commands.executeCommand('gpuFractions.deploy', document.uri);
    }
  });
}

function reachOf({ deployed }: WhyServices, { connection, workload }: Subject): CureReach {
  const contextId = connection.context.id;
  const manifest = deployed.find(contextId, workload.id);
  const row = { cluster: { kind: 'workload', contextId, rowId: workload.id, workload: workload.id } } as const;
  return {
    manifest: manifest && vscode.Uri.parse(manifest.uri),
    name: workload.name,
    queueLabel: 'kai.scheduler/queue',
    edit: editManifest,
    showLogs: async (pod) => {
      const about = { kind: 'pod', contextId, rowId: pod, namespace: workload.namespace, pod, workload: workload.id } as const;
      await vscode.commands.executeCommand('gpuFractions.showWorkloadLogs', { cluster: about });
    },
    showEvents: async () => void (await vscode.commands.executeCommand('gpuFractions.describeWorkload', row)),
  };
}

async function findSubject(hub: ClusterHub, { contextId, workload: id }: WorkloadArgument): Promise<Subject | undefined> {
  const connection = await hub.connection(contextId);
  const workload = connection && viewOf(connection.objects).workloads.find((each) => each.id === id);
  return workload && { connection, workload };
}

/** What has stopped is told better by the ends of its logs, where those can be read soon. */
async function explainWithLogs({ connection, workload }: Subject): Promise<Explanation | undefined> {
  const { objects } = connection;
  const explanation = explain(workload, objects);
  if (explanation?.kind !== 'stopped') {
    return explanation;
  }
  try {
    const signal = AbortSignal.timeout(logPatienceMs);
    const tails = await readLogTails(await connection.api(signal), workload, signal);
    return explain(workload, objects, tails);
  } catch {
    return explanation;
  }
}

/** One that waits or has stopped, of all clusters that are open. */
async function pickSubject(hub: ClusterHub): Promise<Subject | undefined> {
  const clusters = await hub.clusters();
  const items = clusters.contexts.flatMap(({ id, name }) => {
    const connection = clusters.connection(id);
    return connection === undefined || connection.state.kind === 'idle'
      ? []
      : viewOf(connection.objects).workloads.flatMap((workload) => {
          const headline = explain(workload, connection.objects)?.why.headline;
          const label = `${workload.namespace}/${workload.name}`;
          return headline === undefined
            ? []
            : [{ label, description: name, detail: headline, subject: { connection, workload } }];
        });
  });
  if (items.length === 0) {
    const message = vscode.l10n.t('Nothing waits or has stopped in the clusters that are open in the tree.');
    void vscode.window.showInformationMessage(message);
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which workload?'), matchOnDetail: true }))
    ?.subject;
}
