import { readFile } from 'node:fs/promises';
import type { ClusterApi, ClusterObject } from '../../../src/target/cluster/api/clusterApi.ts';
import { CredentialCache } from '../../../src/target/cluster/api/credentials/credentialCache.ts';
import { credentialSource } from '../../../src/target/cluster/api/credentials/userCredential.ts';
import { HttpClient, readText } from '../../../src/target/cluster/api/http/httpClient.ts';
import { Transport } from '../../../src/target/cluster/api/http/transport.ts';
import { KubeApi } from '../../../src/target/cluster/api/kubeApi.ts';
import { podPath } from '../../../src/target/cluster/api/resourcePath.ts';
import { findContexts } from '../../../src/target/cluster/kubeconfig/contextAccess.ts';
import { parseKubeconfig } from '../../../src/target/cluster/kubeconfig/parseKubeconfig.ts';

/** The API as the extension speaks it, and what only schedulers do. */
export interface StandInClient extends Disposable {
  readonly api: ClusterApi;
  bind(pod: ClusterObject, node: string): Promise<void>;
}

/** Speaks with a cluster as the user of the kubeconfig's current context. */
export async function openStandInClient(kubeconfig: string): Promise<StandInClient> {
  const access = findContexts([parseKubeconfig(kubeconfig, await readFile(kubeconfig, 'utf8'))]).find(
    ({ context, cluster }) => context.isCurrent && cluster !== undefined,
  );
  if (access?.cluster === undefined) throw new Error(`${kubeconfig} has no current context that can be used`);
  const { name: context, user, server } = access.context;
  const env = {};
  const load = credentialSource(access, { env, mayRunPrograms: () => false, timeoutMs: 10_000 });
  const transport = new Transport(access, env);
  const identities = new CredentialCache(async () => transport.identity(await load()));
  const http = new HttpClient({ context, user, server }, identities, { connectMs: 10_000, idleMs: 30_000 });
  const api = new KubeApi(http, transport);
  return {
    api,
    bind: async ({ metadata: { name, namespace = '', uid } }, node) => {
      const target = { apiVersion: 'v1', kind: 'Node', name: node };
      const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name, namespace, uid }, target };
      const body = { type: 'application/json', text: JSON.stringify(binding) };
      await readText(await http.ask({ method: 'POST', path: podPath({ namespace, name }, 'binding'), body }));
    },
    [Symbol.dispose]: () => api[Symbol.dispose](),
  };
}
