import type { ContextAccess } from '../kubeconfig/contextAccess.ts';
import type { ClusterApi } from './clusterApi.ts';
import { CredentialCache } from './credentials/credentialCache.ts';
import type { ExecOptions } from './credentials/execCredential.ts';
import { credentialSource } from './credentials/userCredential.ts';
import { HttpClient, type Patience } from './http/httpClient.ts';
import { Transport } from './http/transport.ts';
import { KubeApi } from './kubeApi.ts';

export interface ConnectOptions {
  /** Whether programs that a kubeconfig names may run: whether the workspace is trusted. Asked before each run. */
  readonly mayRunPrograms: () => boolean;
  /** Names proxies, and is what credential programs see; that of this process where it is left out. */
  readonly env?: NodeJS.ProcessEnv;
  /** Gives up what is under way for the credentials, now or later. */
  readonly signal?: AbortSignal;
  /** In place of 10 s to connect, 30 s of silence, and 30 s for a credential program. */
  readonly patience?: Partial<Patience> & { readonly programMs?: number };
}

/**
 * The API of a context's cluster as its user. Gets the credentials, for which a program may run; the server is not asked yet.
 * `ClusterError` of reason `kubeconfig`, `authProgram`, `untrusted` or `unauthorized` where there are none.
 */
export async function connectApi(access: ContextAccess, options: ConnectOptions): Promise<ClusterApi> {
  const { mayRunPrograms, env = process.env, patience = {}, signal: given } = options;
  const ended = new AbortController();
  const signal = given === undefined ? ended.signal : AbortSignal.any([given, ended.signal]);
  const execOptions: ExecOptions = { env, mayRunPrograms, timeoutMs: patience.programMs ?? 30_000, signal };
  const load = credentialSource(access, execOptions);
  const transport = new Transport(access, env);
  const identities = new CredentialCache(async () => transport.identity(await load()));
  await identities.get();
  const { context, cluster } = access;
  const { proxy } = transport;
  const client = new HttpClient(
    { context: context.name, user: context.user, server: cluster.server, ...(proxy && { proxy }) },
    identities,
    {
      connectMs: patience.connectMs ?? 10_000,
      idleMs: patience.idleMs ?? 30_000,
    },
  );
  const resources = new DisposableStack();
  resources.use(transport);
  resources.defer(() => ended.abort());
  return new KubeApi(client, resources);
}
