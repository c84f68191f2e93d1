import * as vscode from 'vscode';
import type { ClusterConnection } from '../../target/cluster/clusterConnection.ts';
import type { ClusterHub } from '../clusters/clusterHub.ts';
import { DeployError } from './deployError.ts';

/** A context by its id or its name. Rejects with `DeployError` where there is none, or several of the name. */
export async function findContext(hub: Pick<ClusterHub, 'clusters'>, said: string): Promise<ClusterConnection> {
  const clusters = await hub.clusters();
  const found = clusters.contexts.find(({ id, name }) => id === said || name === said);
  const connection = found && clusters.connection(found.id);
  if (connection === undefined || found?.problem !== undefined) {
    const known = clusters.contexts.map(({ name }) => name).join(', ');
    const message = found?.problem ?? vscode.l10n.t('context "{0}": no kubeconfig has it. There is: {1}.', said, known || '–');
    throw new DeployError({ reason: 'noContext' }, message);
  }
  return connection;
}
