import type { Container, Entry, PodTemplate } from './workload.ts';

/** What a patch leaves of a template: by `null` it removes a key of the object under it (RFC 7386, and Kubernetes' strategic merge). */
export function withoutRemovals(template: PodTemplate): PodTemplate {
  return {
    ...template,
    annotations: template.annotations.filter(isSet),
    labels: template.labels.filter(isSet),
    initContainers: template.initContainers.map(withoutRemovedResources),
    containers: template.containers.map(withoutRemovedResources),
  };
}

function withoutRemovedResources<Read extends Container>(container: Read): Read {
  return { ...container, limits: container.limits.filter(isSet), requests: container.requests.filter(isSet) };
}

function isSet({ value }: Entry): boolean {
  return value.value !== null;
}
