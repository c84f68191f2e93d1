import { countedMiBOfNode } from '../../../../gpu/clusterNode.ts';
import { gpuResource } from '../gpuUse.ts';
import { countOf, countOfPod } from '../podResources.ts';
import type { SliceReader } from './sliceReader.ts';
import { drawFreeGpus, drawWholeGpus } from './wholeGpus.ts';

/** Whole GPUs of the device plugin; annotations of KAI say nothing here. */
export const drawDevicePlugin: SliceReader = ({ node, pods }, counted) => {
  const { countedMiB, isKnown } = countedMiBOfNode(counted);
  const shownMiB = isKnown ? countedMiB : undefined;
  const whole = pods.flatMap((held) => drawWholeGpus(held, countOfPod(held.pod, gpuResource), shownMiB));
  return [...whole, ...drawFreeGpus(Math.max(0, countOf(node.allocatable, gpuResource) - whole.length), shownMiB)];
};
