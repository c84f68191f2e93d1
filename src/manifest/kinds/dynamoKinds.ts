import type { Entry } from '../workload.ts';
import type { YamlValue } from '../yamlReader.ts';
import { expandPath, type PlacedValue } from './expandPath.ts';
import { readPodSpec } from './readSources.ts';
import type { TemplateSource } from './templatePlace.ts';
import type { WorkloadKind } from './workloadKind.ts';

const group = 'nvidia.com';
const graph = 'DynamoGraphDeployment';
const component = 'DynamoComponentDeployment';

/**
 * Kinds of NVIDIA Dynamo. Its two versions keep everything elsewhere; the container of each component is `main`.
 * Where Grove and KAI are there, the operator schedules a graph by KAI (injectKaiSchedulerIfEnabled).
 */
export const dynamoKinds: readonly WorkloadKind[] = [
  {
    group,
    versions: ['v1beta1'],
    kind: graph,
    isScheduledWhereFound: true,
    templates: [
      { shape: 'podTemplate', path: 'spec.components[*].podTemplate', isOptional: true, inherits: ['spec'] },
      { shape: 'podTemplate', path: 'spec.components[*].roles[*].podTemplate', isOptional: true, inherits: ['spec'] },
    ],
  },
  {
    group,
    versions: ['v1alpha1'],
    kind: graph,
    isScheduledWhereFound: true,
    templates: [
      {
        shape: 'own',
        annotations: ['spec.services.*.extraPodMetadata.annotations'],
        read: (object) => expandPath(object, 'spec.services.*').map(readService),
      },
    ],
  },
  {
    group,
    versions: ['v1beta1'],
    kind: component,
    templates: [
      { shape: 'podTemplate', path: 'spec.podTemplate' },
      { shape: 'podTemplate', path: 'spec.roles[*].podTemplate', isOptional: true },
    ],
  },
  {
    group,
    versions: ['v1alpha1'],
    kind: component,
    templates: [
      {
        shape: 'own',
        annotations: ['spec.extraPodMetadata.annotations'],
        read: (object) => [readService({ value: object.field('spec'), path: 'spec', role: '' })],
      },
    ],
  },
];

/** A service of v1alpha1. Its own `annotations` go to its objects, not to its pods. */
function readService({ value, path, role }: PlacedValue): TemplateSource {
  const podSpec = value.field('extraPodSpec');
  const metadata = {
    value: value.field('extraPodMetadata'),
    path: `${path}.extraPodMetadata`,
    parent: { value, field: 'extraPodMetadata' },
  };
  const source = readPodSpec({ value: podSpec, path: `${path}.extraPodSpec`, role }, [metadata]);
  const main = podSpec.field('mainContainer');
  return {
    ...source,
    range: value.range,
    containers: [
      {
        value: main,
        name: 'main',
        resources: value.field('resources'),
        readAmounts,
        env: value.field('envs').isAbsent ? main.field('env') : value.field('envs'),
      },
      ...source.containers,
    ],
  };
}

/** `gpu` counts devices of `gpuType`, which are NVIDIA's unless it says so; `custom` has the names of Kubernetes. */
function readAmounts(amounts: YamlValue): readonly Entry[] {
  const gpu = amounts.field('gpuType').text ?? 'nvidia.com/gpu';
  const own = amounts.entries.filter(({ key }) => key.value !== 'gpuType' && key.value !== 'custom');
  const named = own.map((entry) => (entry.key.value === 'gpu' ? { ...entry, key: { ...entry.key, value: gpu } } : entry));
  return [...named, ...amounts.field('custom').entries];
}
