import type { PodRequest } from '../../../gpu/placeOnCluster.ts';
import { readPodRequest } from '../../../manifest/podRequest.ts';
import type { PodObject } from '../objects/pod.ts';
import { readPodAsk } from '../view/podAsk.ts';

/** What a pod asks of a node, for `placeOnCluster`; undefined where it asks for no part of a GPU, or for fixed pieces. */
export function requestOfPod(pod: PodObject): PodRequest | undefined {
  const ask = readPodAsk(pod);
  return ask && readPodRequest(ask);
}
