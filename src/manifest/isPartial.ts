import { isOfKubernetes } from './findKind.ts';
import type { TemplateSource } from './kinds/templatePlace.ts';
import type { WorkloadKind } from './kinds/workloadKind.ts';
import type { YamlValue } from './yamlReader.ts';

/**
 * Whether an object is but a part of one, such as a patch of Kustomize: what it leaves out stands elsewhere, so nothing can be missing.
 * Told by the directives of a patch, by a pod spec without containers, by containers of which none has an image, and by a controller
 * without selector and labels of its pods.
 */
export function isPartial(object: YamlValue, kind: WorkloadKind, sources: readonly TemplateSource[]): boolean {
  const specs = sources.map(({ podSpec }) => podSpec);
  const containers = sources.flatMap((source) => [...source.containers, ...source.initContainers]);
  if (hasDirective(object) || specs.some(hasDirective) || containers.some(({ value }) => hasDirective(value))) return true;
  if (specs.length > 0 && specs.every((spec) => leavesContainersOut(spec, kind))) return true;
  if (containers.length > 0 ? containers.every(hasNoImage) : !isOfKubernetes(kind)) return true;
  const labels = sources.flatMap(({ metadata }) => metadata.flatMap(({ value }) => value.field('labels').fields));
  return kind.hasSelector === true && object.at(['spec', 'selector']).isAbsent && labels.length === 0;
}

/** Of Kubernetes' own kinds also one that says something else: who writes a whole pod begins with its containers. */
function leavesContainersOut(spec: YamlValue, kind: WorkloadKind): boolean {
  if (spec.isFlow) return false;
  return spec.fields.length === 0 || (isOfKubernetes(kind) && !spec.fields.some(({ key }) => key.value === 'containers'));
}

function hasNoImage({ value, image, isOverlay }: TemplateSource['containers'][number]): boolean {
  return isOverlay !== true && image === undefined && value.field('image').isAbsent;
}

function hasDirective(map: YamlValue): boolean {
  return map.fields.some(({ key }) => /^\$(patch|retainKeys|setElementOrder|deleteFromPrimitiveList)\b/.test(key.value));
}
