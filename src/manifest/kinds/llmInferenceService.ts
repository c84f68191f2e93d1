import type { YamlValue } from '../yamlReader.ts';
import { metadataAt, readPodSpec } from './readSources.ts';
import type { TemplateSource } from './templatePlace.ts';
import type { WorkloadKind } from './workloadKind.ts';

/** Pod specs of an LLMInferenceService, and the objects whose annotations their pods get. */
const places = [
  { role: 'decode', path: 'spec.template', metadata: 'spec' },
  { role: 'worker', path: 'spec.worker', metadata: 'spec' },
  { role: 'prefill', path: 'spec.prefill.template', metadata: 'spec.prefill' },
  { role: 'prefill/worker', path: 'spec.prefill.worker', metadata: 'spec.prefill' },
  { role: 'scheduler', path: 'spec.router.scheduler.template', metadata: 'spec.router.scheduler' },
] as const;

/** Which annotations and labels of the object itself KServe hands on. */
const carried = /^(k8s\.v1\.cni\.cncf\.io|kueue\.x-k8s\.io|prometheus\.io)\//;

export const llmInferenceServiceKinds: readonly WorkloadKind[] = [
  {
    group: 'serving.kserve.io',
    versions: ['v1alpha2', 'v1alpha1'],
    kind: 'LLMInferenceService',
    templates: [
      { shape: 'own', annotations: [...new Set(places.map(({ metadata }) => `${metadata}.annotations`))], read: readService },
    ],
  },
];

/** Containers, images and the scheduler may come from KServe's presets and from `baseRefs`. */
function readService(object: YamlValue): readonly TemplateSource[] {
  const spec = object.field('spec');
  // Without a model it is a patch, or based on another all the same.
  const isBased = spec.field('baseRefs').items.length > 0 || spec.field('model').isAbsent;
  const written = places.filter(({ role, path }) => role === 'decode' || !object.at(path.split('.')).isAbsent);
  return written.map(({ role, path, metadata }): TemplateSource => {
    const value = object.at(path.split('.'));
    const carriers = [
      metadataAt(object, metadata),
      { ...metadataAt(object, 'metadata'), carries: (key: string) => carried.test(key) },
    ];
    const source = readPodSpec({ value, path, role: written.length === 1 ? '' : role }, carriers, { areOverlays: true });
    return {
      ...source,
      range: value.isAbsent ? object.field('spec').range : value.range,
      containers:
        source.containers.length > 0 ? source.containers : [{ value: value.field('containers'), isOverlay: true, name: 'main' }],
      ...(isBased && value.field('schedulerName').isAbsent && { schedulerHolder: 'elsewhere' as const }),
    };
  });
}
