import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A context of a test's own, beside those of the rig. */
export interface ExtraContext {
  readonly name: string;
  /** Address, or the name of a cluster of the rig's kubeconfig. */
  readonly server: string;
  /** Absent: a user of the rig's kubeconfig, by `userName`. */
  readonly user?: object;
  readonly userName?: string;
}

/** A kubeconfig that a test changes while it is in use. */
export interface KubeconfigFile extends AsyncDisposable {
  readonly path: string;
  write(contexts: readonly ExtraContext[]): Promise<void>;
  /** What is no kubeconfig. */
  spoil(): Promise<void>;
}

export async function kubeconfigFile(contexts: readonly ExtraContext[]): Promise<KubeconfigFile> {
  const directory = await mkdtemp(join(tmpdir(), 'gpu-fractions-kubeconfig-'));
  const path = join(directory, 'config');
  const put = async (text: string): Promise<void> => {
    // as kubectl does: readers see the old file or the new one, never a part
    await writeFile(`${path}.new`, text);
    await rename(`${path}.new`, path);
  };
  const write = (now: readonly ExtraContext[]): Promise<void> => put(JSON.stringify(kubeconfig(now)));
  await write(contexts);
  return {
    path,
    write,
    spoil: () => put('contexts: [{ name: torn'),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

function kubeconfig(contexts: readonly ExtraContext[]): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: contexts
      .filter(({ server }) => server.startsWith('https:'))
      .map(({ name, server }) => ({ name, cluster: { server, 'insecure-skip-tls-verify': true } })),
    users: contexts.flatMap(({ name, user }) => (user === undefined ? [] : [{ name, user }])),
    contexts: contexts.map(({ name, server, userName = name }) => ({
      name,
      context: { cluster: server.startsWith('https:') ? name : server, user: userName, namespace: 'team-a' },
    })),
  };
}
