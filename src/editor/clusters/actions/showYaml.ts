import * as vscode from 'vscode';
import { objectText } from '../../../target/cluster/deploy/comparable.ts';
import { findOwnerRef, podType } from '../../../target/cluster/jobs/resourceOf.ts';
import type { ActionSubject } from './actionSubject.ts';
import type { ActionReach } from './registerClusterActions.ts';

/** The object as the cluster has it now, without what only the server is interested in. */
export async function showYaml({ documents }: ActionReach, { connection, workload, pod }: ActionSubject): Promise<void> {
  const api = await connection.api();
  const ref = pod === undefined ? await findOwnerRef(api, workload) : { type: podType, namespace: pod.namespace, name: pod.name };
  const text = objectText(await api.get(ref));
  const uri = documents.keep(`${connection.context.id}/${ref.type.plural}/${workload.namespace}/${ref.name}.yaml`, text);
  await vscode.window.showTextDocument(uri, { preview: true });
}
