import * as vscode from 'vscode';
import { readLogTails } from '../../../target/cluster/jobs/readLogTails.ts';
import { PodMemories } from '../../../target/cluster/jobs/podMemory.ts';
import { explain, viewOf } from '../clusterViews.ts';
import type { ActionSubject } from './actionSubject.ts';
import { describeText } from './describeText.ts';
import type { ActionReach } from './registerClusterActions.ts';

const patienceMs = 5000;

/** One document with all that is known of a workload: what it is and has, why it waits or has stopped, its conditions and events. */
export async function describeWorkload({ documents }: ActionReach, { connection, workload }: ActionSubject): Promise<void> {
  const { objects, context } = connection;
  const signal = AbortSignal.timeout(patienceMs);
  const api = await connection.api(signal);
  const memories = new PodMemories();
  const [tails, memory] = await Promise.all([
    readLogTails(api, workload, signal),
    Promise.all(workload.pods.map(async (pod) => [pod.pod.name, await memories.read(api, objects, pod, signal)] as const)),
  ]);
  const text = describeText({
    workload,
    context: context.name,
    objects,
    view: viewOf(objects),
    explanation: explain(workload, objects, tails),
    memory: new Map(memory),
    locale: vscode.env.language,
  });
  const uri = documents.keep(`${context.id}/${workload.id}.md`, text);
  await vscode.commands.executeCommand('markdown.showPreview', uri);
}
