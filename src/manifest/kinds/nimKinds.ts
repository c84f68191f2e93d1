import type { YamlValue } from '../yamlReader.ts';
import { expandPath } from './expandPath.ts';
import { readPodSpec } from './readSources.ts';
import type { ContainerSource, TemplateSource } from './templatePlace.ts';
import type { WorkloadKind } from './workloadKind.ts';

const group = 'apps.nvidia.com';
const versions = ['v1alpha1'];

/** Kinds of NVIDIA's k8s-nim-operator: the service is its only container, and its spec is that of the pods. */
export const nimKinds: readonly WorkloadKind[] = [
  {
    group,
    versions,
    kind: 'NIMService',
    templates: [{ shape: 'own', annotations: ['spec.annotations'], read: readService }],
  },
  {
    group,
    versions,
    kind: 'NIMPipeline',
    templates: [{ shape: 'own', annotations: ['spec.services[*].spec.annotations'], read: readPipeline }],
  },
  // Its Jobs fetch a model; their pods get no annotations at all.
  { group, versions, kind: 'NIMCache', templates: [{ shape: 'own', annotations: [], read: readCache }] },
];

function readService(object: YamlValue): readonly TemplateSource[] {
  return [readSpec(object.field('spec'), 'spec', '', object.at(['metadata', 'name']).text)];
}

function readPipeline(object: YamlValue): readonly TemplateSource[] {
  return expandPath(object, 'spec.services[*]').map(({ value, path, role }) =>
    readSpec(value.field('spec'), `${path}.spec`, role, value.field('name').text),
  );
}

function readSpec(spec: YamlValue, path: string, role: string, name: string | undefined): TemplateSource {
  const source = readPodSpec({ value: spec, path, role }, [{ value: spec, path }]);
  const sidecars = spec.field('sidecarContainers').items.map((value) => ({ value }));
  return { ...source, containers: [toContainer(spec, name === undefined ? '' : `${name}-ctr`), ...sidecars] };
}

function toContainer(spec: YamlValue, name: string): ContainerSource {
  const image = spec.field('image');
  const parts = [image.field('repository').text, image.field('tag').text].filter((part) => part !== undefined);
  return { value: spec, name, ...(parts.length > 0 && { image: parts.join(':') }) };
}

function readCache(object: YamlValue): readonly TemplateSource[] {
  const spec = object.field('spec');
  const image = spec.at(['source', 'ngc', 'modelPuller']).text ?? '';
  const source = readPodSpec({ value: spec, path: 'spec', role: '' }, []);
  return [{ ...source, schedulerHolder: 'elsewhere', containers: [{ value: spec, isOverlay: true, name: '', image }] }];
}
