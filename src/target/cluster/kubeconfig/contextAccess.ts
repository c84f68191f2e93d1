import * as l10n from '@vscode/l10n';
import type { KubeContext } from '../clusterConnection.ts';
import type { KubeCluster, KubeUser } from './kubeconfigEntries.ts';
import type { KubeconfigFile, NamedContext } from './kubeconfigFile.ts';

/** All that a kubeconfig says of how a context is reached. Holds secrets: neither logged nor shown. */
export interface ContextAccess {
  readonly context: KubeContext;
  readonly cluster: KubeCluster;
  readonly user: KubeUser;
}

/** A context with what is needed to reach it; without it `context.problem` says why. */
export type FoundContext =
  | { readonly context: KubeContext; readonly cluster: KubeCluster; readonly user: KubeUser }
  | { readonly context: KubeContext; readonly cluster?: undefined; readonly user?: undefined };

/**
 * The contexts of several kubeconfigs, in their order. A context uses the cluster and the user of its own file where that has them,
 * else the first of the name: two files with a user `admin` do not mix, as they do when kubectl merges them.
 */
export function findContexts(files: readonly KubeconfigFile[]): readonly FoundContext[] {
  const current = files.find(({ currentContext }) => currentContext !== undefined)?.currentContext;
  const ids = new Set<string>();
  return files.flatMap((file) =>
    file.contexts.map((named): FoundContext => {
      const isFirst = !ids.has(`cluster/${named.name}`);
      const id = isFirst ? `cluster/${named.name}` : `cluster/${named.name}@${file.file}`;
      ids.add(id);
      const others = [file, ...files];
      const cluster = others.map(({ clusters }) => clusters.get(named.cluster)).find((found) => found !== undefined);
      const user =
        named.user === '' ? anonymous : others.map(({ users }) => users.get(named.user)).find((found) => found !== undefined);
      const problem = problemOf(named, cluster, user);
      const context = {
        id,
        name: named.name,
        namespace: named.namespace ?? 'default',
        server: cluster?.server ?? '',
        user: named.user,
        file: file.file,
        isCurrent: isFirst && named.name === current,
      };
      return problem === undefined && cluster !== undefined && user !== undefined
        ? { context, cluster, user }
        : { context: { ...context, problem: problem ?? '' } };
    }),
  );
}

const anonymous: KubeUser = { name: '', folder: '' };

function problemOf(named: NamedContext, cluster: KubeCluster | undefined, user: KubeUser | undefined): string | undefined {
  if (cluster === undefined) {
    return l10n.t('The kubeconfig names no usable cluster "{0}". Add it, or name another one in the context.', named.cluster);
  }
  if (user === undefined) {
    return l10n.t('The kubeconfig names no usable user "{0}". Add it, or name another one in the context.', named.user);
  }
  return isHttpUrl(cluster.server)
    ? undefined
    : l10n.t('server "{0}": is not an address that begins with https:// or http://. Mend it in the kubeconfig.', cluster.server);
}

function isHttpUrl(server: string): boolean {
  return /^https?:\/\//.test(server) && URL.canParse(server);
}
