import type { HeldPod } from './heldPod.ts';
import type { NodeObject } from '../objects/node.ts';
import type { PodObject } from '../objects/pod.ts';
import { countOfPod, listDeviceResources } from './podResources.ts';
import { isOfHami } from './slices/hamiAllocation.ts';
import { hamiRegister } from './slices/hamiRegister.ts';
import { rememberingInputs } from './remembering.ts';

const remember = rememberingInputs<PodObject, NodeObject>();

/** Stands for a node that may not be read: of it is known what its pods have, and nothing is free. */
export function standForNode(name: string, pods: readonly HeldPod[]): NodeObject {
  const [first] = pods;
  return first === undefined ? describe(name, []) : remember(first.pod, [name, ...pods], () => describe(name, pods));
}

function describe(name: string, pods: readonly HeldPod[]): NodeObject {
  const allocatable = new Map<string, number>();
  for (const { pod } of pods) {
    for (const resource of listDeviceResources(pod)) {
      allocatable.set(resource, (allocatable.get(resource) ?? 0) + countOfPod(pod, resource));
    }
  }
  return {
    name,
    namespace: '',
    uid: '',
    resourceVersion: '',
    labels: {},
    // by which HAMi's nodes are known; it registers none of the cards
    annotations: pods.some(({ pod }) => isOfHami(pod)) ? { [hamiRegister]: '[]' } : {},
    allocatable: Object.fromEntries([...allocatable].map(([resource, count]) => [resource, String(count)])),
    conditions: [],
    taints: [],
    isCordoned: false,
  };
}
