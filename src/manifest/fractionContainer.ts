import { scalarText } from './scalarText.ts';
import type { Container, PodTemplate } from './workload.ts';

export const wholeGpuResource = 'nvidia.com/gpu';

/**
 * The container that holds the GPU: the one that `gpu-fraction-container-name` names (init containers are searched first),
 * else the one that asks for whole GPUs, else the first (KAI v0.17 pkg/binder/plugins/gpusharing). Undefined when the name names none.
 */
export function findFractionContainer(template: PodTemplate): Container | undefined {
  const named = template.annotations.find(({ key }) => key.value === 'gpu-fraction-container-name');
  if (named !== undefined) {
    return [...template.initContainers, ...template.containers].find(({ name }) => name === scalarText(named.value.value));
  }
  const holdsWhole = template.containers.find(({ limits }) => limits.some(({ key }) => key.value === wholeGpuResource));
  return holdsWhole ?? template.containers[0];
}
