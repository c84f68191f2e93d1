import { isAbsolute, resolve } from 'node:path';
import type * as z from 'zod/mini';
import { present } from '../objects/fields.ts';
import type {
  clusterEntry,
  contextEntry,
  ExecProgram,
  Impersonation,
  KubeCluster,
  KubeUser,
  userEntry,
} from './kubeconfigEntries.ts';
import type { NamedContext } from './kubeconfigFile.ts';

/** What a credential program is told of a cluster stands in the extension of this name (client-go `clientcmd`). */
const execExtension = 'client.authentication.k8s.io/exec';

type UserFields = NonNullable<z.output<typeof userEntry>['user']>;

export function toContext({ name, context }: z.output<typeof contextEntry>): NamedContext {
  return present({ name, cluster: context.cluster, user: context.user ?? '', namespace: context.namespace || undefined });
}

export function toCluster({ name, cluster }: z.output<typeof clusterEntry>, folder: string): KubeCluster {
  const caFile = cluster['certificate-authority'];
  const caData = cluster['certificate-authority-data'];
  const isSkipped = cluster['insecure-skip-tls-verify'] ?? false;
  return present({
    name,
    server: withScheme(cluster.server, Boolean(caFile || caData || isSkipped)),
    caFile: fileIn(folder, caFile),
    caData: caData || undefined,
    isTlsVerified: !isSkipped,
    tlsServerName: cluster['tls-server-name'] || undefined,
    proxyUrl: cluster['proxy-url'] || undefined,
    execConfig: cluster.extensions?.find((extension) => extension.name === execExtension)?.extension,
  });
}

export function toUser({ name, user = {} }: z.output<typeof userEntry>, folder: string): KubeUser {
  const provider = user['auth-provider'];
  return present({
    name,
    folder,
    certFile: fileIn(folder, user['client-certificate']),
    certData: user['client-certificate-data'] || undefined,
    keyFile: fileIn(folder, user['client-key']),
    keyData: user['client-key-data'] || undefined,
    token: user.token || undefined,
    tokenFile: fileIn(folder, user.tokenFile),
    username: user.username || undefined,
    password: user.password || undefined,
    exec: user.exec && toExecProgram(user.exec, folder),
    authProvider: provider && { name: provider.name, config: provider.config ?? {} },
    impersonation: toImpersonation(user),
  });
}

function toExecProgram(exec: NonNullable<UserFields['exec']>, folder: string): ExecProgram {
  return present({
    // A name is looked for in PATH; what has a slash is a path from the kubeconfig's folder.
    command: /[/\\]/.test(exec.command) ? resolve(folder, exec.command) : exec.command,
    args: exec.args ?? [],
    env: Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value])),
    apiVersion: exec.apiVersion,
    interactiveMode: exec.interactiveMode ?? 'IfAvailable',
    isToldCluster: exec.provideClusterInfo ?? false,
    installHint: exec.installHint || undefined,
  });
}

function toImpersonation(user: UserFields): Impersonation | undefined {
  const groups = user['as-groups'] ?? [];
  const extra = user['as-user-extra'] ?? {};
  if (!user.as && !user['as-uid'] && groups.length === 0 && Object.keys(extra).length === 0) {
    return undefined;
  }
  return present({ user: user.as || undefined, uid: user['as-uid'] || undefined, groups, extra });
}

/** A server without a scheme is an `https` one where its certificate is spoken of (client-go `DefaultServerURL`). */
function withScheme(server: string, hasTls: boolean): string {
  const url = server.includes('://') ? server : `${hasTls ? 'https' : 'http'}://${server}`;
  return url.replace(/\/+$/, '');
}

function fileIn(folder: string, file: string | undefined): string | undefined {
  return !file || isAbsolute(file) ? file || undefined : resolve(folder, file);
}
