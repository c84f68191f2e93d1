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

/** The name of the container to which a fraction goes; one that the controller puts first gets it before those of the manifest. */
export function findFractionContainerName(template: PodTemplate): string | undefined {
  const named = template.annotations.find(({ key }) => key.value === 'gpu-fraction-container-name');
  const injected = [...template.injectedFirst, ...template.injectedLast];
  if (named !== undefined) {
    const name = scalarText(named.value.value);
    return injected.includes(name) ? name : findFractionContainer(template)?.name;
  }
  return template.injectedFirst[0] ?? findFractionContainer(template)?.name;
}

/**
 * The container that a fraction is meant for: also where its name is off by case or spaces, or names none and there is but one.
 * Whole GPUs beside the fraction do not count, for they are refused.
 */
export function findMeantContainer(template: PodTemplate): Container | undefined {
  const named = template.annotations.find(({ key }) => key.value === 'gpu-fraction-container-name');
  if (named === undefined) return template.containers[0];
  const wanted = scalarText(named.value.value).trim().toLowerCase();
  const all = [...template.initContainers, ...template.containers];
  const only = all.length === 1 ? all[0] : undefined;
  return findFractionContainer(template) ?? all.find(({ name }) => name.toLowerCase() === wanted) ?? only;
}
