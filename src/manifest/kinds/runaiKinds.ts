import type { YamlValue } from '../yamlReader.ts';
import { readPodSpec } from './readSources.ts';
import type { TemplateSource } from './templatePlace.ts';
import type { WorkloadKind } from './workloadKind.ts';

/** Kinds of Run:ai up to 2.20, in which every field is a map with `value`. Annotations of theirs reach no pod. */
export const runaiKinds: readonly WorkloadKind[] = [
  'TrainingWorkload',
  'InteractiveWorkload',
  'InferenceWorkload',
  'DistributedWorkload',
].map((kind) => ({
  group: 'run.ai',
  versions: ['v2alpha1', 'v1alpha1'],
  kind,
  templates: [{ shape: 'own', annotations: [], read: readWorkload }],
  isLegacy: true,
}));

function readWorkload(object: YamlValue): readonly TemplateSource[] {
  const spec = object.field('spec');
  const image = spec.at(['image', 'value']).text ?? '';
  const source = readPodSpec({ value: spec, path: 'spec', role: '' }, []);
  return [
    {
      ...source,
      schedulerHolder: 'elsewhere',
      containers: [{ value: spec, isOverlay: true, name: '', image }],
      initContainers: [],
    },
  ];
}
