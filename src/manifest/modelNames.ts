import { readModelUse } from '../inference/models/use/readModelUse.ts';
import { servingContainer } from './rules/engine/servings.ts';
import type { Container, PodTemplate, Workload } from './workload.ts';

/** No text names more; a bound on what is looked for. */
const mostModels = 100;

/** The models that containers serve, by the names under which they are looked for on this machine. */
export function namedModels(workloads: readonly { readonly workload: Workload }[]): readonly string[] {
  const names = workloads.flatMap(({ workload: { template } }) =>
    [...template.initContainers, ...template.containers].flatMap((container) => {
      const model = readModelUse(servingContainer(container))?.model;
      return model === undefined ? [] : (modelName(template, container, model) ?? []);
    }),
  );
  return [...new Set(names)].slice(0, mostModels);
}

/** Where a path inside the container lies on the host, by its longest hostPath mount; other names as they are; undefined for paths that no host has. */
export function modelName({ volumes }: PodTemplate, { volumeMounts }: Container, model: string): string | undefined {
  if (!/^[./~]/.test(model)) return model;
  if (!model.startsWith('/') || model.split('/').includes('..')) return undefined;
  const [mount] = volumeMounts
    .filter(({ mountPath }) => `${model}/`.startsWith(`${mountPath.replace(/\/+$/, '')}/`))
    .toSorted((left, right) => right.mountPath.length - left.mountPath.length);
  const hostPath = volumes.find(({ name }) => name === mount?.name)?.hostPath;
  if (mount === undefined || hostPath === undefined || !hostPath.startsWith('/')) return undefined;
  const inside = model.slice(mount.mountPath.replace(/\/+$/, '').length);
  return [hostPath.replace(/\/+$/, ''), ...(mount.subPath === undefined ? [] : [mount.subPath])].join('/') + inside;
}
