import assert from 'node:assert/strict';
import type { Cure } from '../../../src/target/cluster/why/cure.ts';
import type { Sharing } from '../rig/nodes.ts';
import type { Rig } from '../rig/rig.ts';
import type { Explaining, Told } from './explaining.ts';
import { fractionOf, gpuNode, isRunning, makePod, uniqueName } from './provokedObjects.ts';
import { objectsWhen } from './rigObjects.ts';

/** A namespace, and a node or two that only its pods come to. */
export async function useNodes(
  rig: Rig,
  explaining: Explaining,

  gpus: readonly number[],
  { sharing, taints }: { readonly sharing?: Sharing; readonly taints?: readonly object[] } = {},
) {
  await using resources = new AsyncDisposableStack();
  const pool = uniqueName('wait');
  const nodes = gpus.map((count, index) => ({ ...gpuNode(`${pool}.${index}`, count, sharing), labels: { 'test-pool': pool } }));
  resources.use(await rig.addNodes(nodes.map((node) => ({ ...node, ...(taints && { taints }) }))));
  const { name: namespace } = resources.use(await rig.namespace('wait'));
  const inside = { namespace };
  const owned = resources.move();
  const nodeSelector = { 'test-pool': pool };
  return {
    pool,
    namespace,
    inside,
    nodeSelector,
    apply: (...objects: readonly object[]) => rig.apply(objects, inside),
    /** Pods that run before the test goes on. */
    async holding(...objects: readonly object[]): Promise<void> {
      const before = JSON.parse(await rig.kubectl(['get', 'pods', '-n', namespace, '-o', 'json'])) as {
        readonly items: readonly object[];
      };
      await rig.apply(objects, inside);
      await objectsWhen(rig, 'pods', namespace, before.items.length + objects.length, isRunning);
    },
    /** Makes the pod anew, as a person does who follows a cure, and has it run. */
    async instead(name: string, pod: object): Promise<void> {
      await rig.kubectl(['delete', 'pod', name, '-n', namespace]);
      await rig.apply([pod], inside);
      await explaining.runs(`Pod/${namespace}/${name}`, [new RegExp(`runs on ${pool}`)]);
    },
    waits: (name: string, ...wanted: readonly RegExp[]) => explaining.waits(`Pod/${namespace}/${name}`, wanted),
    runs: (name: string, ...wanted: readonly RegExp[]) => explaining.runs(`Pod/${namespace}/${name}`, wanted),
    fraction: (name: string, amount: object, queue: string, spec: object = {}) =>
      makePod(name, {
        annotations: amount,
        labels: { 'kai.scheduler/queue': queue },
        spec: { ...fractionOf, nodeSelector, ...spec },
      }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The cure of a kind; it fails with what was told where there is none. */
export function cureOf<K extends Cure['kind']>({ cures, text }: Told, kind: K): Cure & { readonly kind: K } {
  return cures.find((cure): cure is Cure & { readonly kind: K } => cure.kind === kind) ?? assert.fail(`no ${kind} in ${text}`);
}
