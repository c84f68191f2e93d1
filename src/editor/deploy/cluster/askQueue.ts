import * as vscode from 'vscode';
import type { QueueView } from '../../../target/cluster/clusterView.ts';
import { livePickStep, type LiveItem, type StepPlace, type StepResult } from '../quickSteps.ts';

export interface QueueQuestion {
  readonly queues: readonly QueueView[];
  /** What KAI would take by the text. */
  readonly written: string;
  readonly last: string | undefined;
  /** `fits on 3 of 8 GPUs now`, in that queue. */
  readonly fitIn: (queue: string) => string;
  readonly place: StepPlace;
}

/** "Which queue?": that of last time, that of the text, and all others that run workloads, each with what it has. */
export async function askQueue({ queues, written, last, fitIn, place }: QueueQuestion): Promise<StepResult<string>> {
  const leaves = queues.filter(({ isLeaf }) => isLeaf).map(({ name }) => name);
  const names = [...new Set([...(last !== undefined && leaves.includes(last) ? [last] : []), written, ...leaves])];
  return await livePickStep<string>({
    ...place,
    placeholder: vscode.l10n.t('Which queue?'),
    busyPlaceholder: vscode.l10n.t('Which queue?'),
    show: (show) => {
      const items = names.map((name) => {
        const queue = queues.find((each) => each.name === name);
        return itemOf(name, queue, name === last ? 'last' : name === written ? 'file' : undefined, fitIn);
      });
      show(items);
      return Promise.resolve();
    },
  });
}

function itemOf(
  name: string,
  queue: QueueView | undefined,
  origin: 'last' | 'file' | undefined,
  fitIn: (queue: string) => string,
): LiveItem<string> {
  const from = { last: vscode.l10n.t('as last time'), file: vscode.l10n.t('as in the file') };
  const room = queue === undefined ? vscode.l10n.t('the cluster does not have it') : describeRoom(queue);
  return {
    id: name,
    label: queue === undefined || queue.label === name ? name : vscode.l10n.t('{0} ({1})', name, queue.label),
    description: [...(origin === undefined ? [] : [from[origin]]), room].join(' · '),
    detail: fitIn(name),
    value: name,
  };
}

/** `3.5 of 4 GPUs used`, `3.5 GPUs used, quota 2, no limit`. */
function describeRoom({ allocated, quota, limit }: QueueView): string {
  const used = round(allocated);
  if (quota === limit && quota >= 0) {
    return vscode.l10n.t('{0} of {1} GPUs used', used, round(quota));
  }
  const bound = (amount: number): string => (amount < 0 ? vscode.l10n.t('unlimited') : round(amount));
  return vscode.l10n.t('{0} GPUs used, quota {1}, limit {2}', used, bound(quota), bound(limit));
}

function round(amount: number): string {
  return String(Math.round(amount * 1000) / 1000);
}
