import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterObject } from '../../../src/target/cluster/api/clusterApi.ts';
import type { Rig } from '../rig/rig.ts';

/** Objects of a kind in a namespace, as the API has them now. */
export async function listObjects(rig: Rig, kind: string, namespace: string): Promise<readonly ClusterObject[]> {
  const list = await rig.kubectl(['get', kind, '-n', namespace, '-o', 'json']);
  return (JSON.parse(list) as { readonly items: readonly ClusterObject[] }).items;
}

/** Asks until there is an answer; after a minute it fails with what was last seen. */
export async function eventually<T>(ask: () => Promise<T | undefined>, describe: () => Promise<unknown>): Promise<T> {
  const end = Date.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`not within a minute: ${JSON.stringify(await describe(), null, 2)}`);
    await delay(200);
  }
}

/** The objects once all of them are as wanted, and as many as wanted. */
export async function objectsWhen(
  rig: Rig,
  kind: string,
  namespace: string,
  count: number,
  isSo: (object: ClusterObject) => boolean,
): Promise<readonly ClusterObject[]> {
  const read = () => listObjects(rig, kind, namespace);
  return eventually(async () => {
    const objects = await read();
    return objects.length === count && objects.every(isSo) ? objects : undefined;
  }, read);
}
