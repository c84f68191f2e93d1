import * as vscode from 'vscode';
import type { Amount } from '../../../gpu/request.ts';
import { addSchedulerName, setPodLabel } from '../../../manifest/placeInQueue.ts';
import type { Cure } from '../../../target/cluster/why/cure.ts';
import type { RequestEdit } from '../../manifests/writeRequest.ts';

/** What an action on a cure can reach. */
export interface CureReach {
  /** The manifest that the workload was deployed from, where it is known. */
  readonly manifest: vscode.Uri | undefined;
  /** Name of the workload in it. */
  readonly name: string;
  /** Label of the queue; `kai.scheduler/queue` unless the cluster says otherwise. */
  readonly queueLabel: string;
  readonly edit: (manifest: vscode.Uri, name: string, edit: RequestEdit) => Promise<void>;
  readonly showLogs: (pod: string) => Promise<void>;
  readonly showEvents: () => Promise<void>;
}

/** What the editor does for a cure; undefined where all that it can do is to say it. */
export function cureAction(cure: Cure, reach: CureReach): (() => Promise<void>) | undefined {
  switch (cure.kind) {
    case 'seeEvents':
      return reach.showEvents;
    case 'seeLog':
      return () => reach.showLogs(cure.pod);
    case 'setFraction': {
      const { manifest, name } = reach;
      const amount = exactText(cure.request.request);
      return (
        manifest &&
        (async () =>
          void (await vscode.commands.executeCommand('gpuFractions.setFraction', manifest, { workload: name, amount })))
      );
    }
    case 'otherQueue':
      return editing(reach, (file, item) => setPodLabel(file, item, reach.queueLabel, cure.queue));
    case 'addQueueLabel': {
      const [queue] = cure.queues;
      return queue === undefined ? undefined : editing(reach, (file, item) => setPodLabel(file, item, cure.label, queue));
    }
    case 'makePreemptible':
      return editing(reach, (file, item) => setPodLabel(file, item, 'kai.scheduler/preemptibility', 'preemptible'));
    case 'addSchedulerName':
      return editing(reach, (file, item) => addSchedulerName(file, item, cure.schedulerName));
    case 'askQuotaOwner':
    case 'waitFor':
    case 'fixNodeLabel':
    case 'removeGate':
    case 'resume':
    case 'wholeGpu':
    case 'otherNodePool':
    case 'changeManifest':
    case 'askOperator':
    case 'changeEngine':
    case 'raiseMemory':
      return undefined;
  }
}

/** As `parseAmount` reads it back, without rounding. */
function exactText(amount: Amount): string {
  return amount.kind === 'share' ? String(amount.share) : `${amount.memoryMiB} MiB`;
}

function editing({ manifest, name, edit }: CureReach, change: RequestEdit): (() => Promise<void>) | undefined {
  return manifest && (() => edit(manifest, name, change));
}
