import type { YamlValue } from '../yamlReader.ts';
import { expandPath } from './expandPath.ts';
import { metadataAt, readPodSpec } from './readSources.ts';
import type { ContainerSource, PlacedMetadata, TemplatePlace, TemplateSource } from './templatePlace.ts';
import type { WorkloadKind } from './workloadKind.ts';

const group = 'serving.kserve.io';
const components = ['predictor', 'transformer', 'explainer'] as const;
/** What a component may have in place of containers: any model since 0.7, a framework before. */
const models = [
  'model',
  'sklearn',
  'xgboost',
  'tensorflow',
  'pytorch',
  'triton',
  'onnx',
  'huggingface',
  'pmml',
  'lightgbm',
  'paddle',
  'art',
];
const runtime: readonly TemplatePlace[] = [
  { shape: 'own', annotations: ['spec.annotations', 'spec.workerSpec.annotations'], read: readRuntime },
];

/** Kinds of KServe v0.20 (pkg/controller): pod specs inline, their annotations beside them. */
export const kserveKinds: readonly WorkloadKind[] = [
  {
    group,
    versions: ['v1beta1'],
    kind: 'InferenceService',
    templates: [
      {
        shape: 'own',
        annotations: [
          ...components.map((component) => `spec.${component}.annotations`),
          'spec.canary[*].predictor.annotations',
          'metadata.annotations',
        ],
        read: readInferenceService,
      },
    ],
  },
  { group, versions: ['v1alpha1'], kind: 'ServingRuntime', templates: runtime },
  { group, versions: ['v1alpha1'], kind: 'ClusterServingRuntime', templates: runtime },
];

function readInferenceService(object: YamlValue): readonly TemplateSource[] {
  const ofObject = { ...metadataAt(object, 'metadata'), carries: isPropagated };
  const spec = object.field('spec');
  const written = components.filter((component) => !spec.field(component).isAbsent);
  const canaries = expandPath(object, 'spec.canary[*].predictor').map((at) => ({ ...at, role: `canary/${at.role}` }));
  const own = written.map((component) => ({ value: spec.field(component), path: `spec.${component}`, role: component }));
  return [...own, ...canaries].flatMap((at) => readComponent(at, ofObject, spec));
}

/** Annotations of the object that KServe keeps from the pods (pkg/constants, ServiceAnnotationDisallowedList). */
function isPropagated(key: string): boolean {
  return !(
    /^autoscaling\.knative\.dev\/(min|max)-scale$/.test(key) ||
    key === 'internal.serving.kserve.io/storage-initializer-sourceuri' ||
    key === 'kubectl.kubernetes.io/last-applied-configuration'
  );
}

function readComponent(
  { value, path, role }: { readonly value: YamlValue; readonly path: string; readonly role: string },
  ofObject: PlacedMetadata,
  spec: YamlValue,
): readonly TemplateSource[] {
  const isAlone = spec.fields.filter(({ key }) => components.some((name) => name === key.value)).length === 1;
  const metadata = [{ value, path }, ofObject];
  const agent = value.field('batcher').isAbsent && value.field('logger').isAbsent ? [] : ['agent'];
  const source = readPodSpec({ value, path, role: '' }, metadata, {
    only: 'kserve-container',
    injectedLast: [...agent, 'queue-proxy'],
    areOverlays: true,
  });
  const field = models.find((name) => !value.field(name).isAbsent);
  const worker = value.field('workerSpec');
  const single = isAlone && worker.isAbsent && spec.field('canary').isAbsent;
  return [
    {
      ...source,
      role: single ? '' : role,
      containers: field === undefined ? source.containers : [toModel(value.field(field), field !== 'model'), ...sidecars(value)],
    },
    ...(worker.isAbsent ? [] : [readWorker(worker, `${path}.workerSpec`, `${role}/worker`, metadata)]),
  ];
}

/** Laid over the container of a runtime, which is found by its name or by the format; a model without both is a patch. */
function toModel(value: YamlValue, isOfFramework: boolean): ContainerSource {
  const isWhole = isOfFramework || !value.field('modelFormat').isAbsent || !value.field('runtime').isAbsent;
  return { value, ...(isWhole && { isOverlay: true }), name: 'kserve-container' };
}

/** Beside a model the containers of the predictor keep their names. */
function sidecars(value: YamlValue): readonly ContainerSource[] {
  return readPodSpec({ value, path: '', role: '' }, [], { areOverlays: true }).containers;
}

/** Pods beside the predictor's own of a model over several nodes. */
function readWorker(value: YamlValue, path: string, role: string, metadata: readonly PlacedMetadata[]): TemplateSource {
  const source = readPodSpec({ value, path, role }, metadata, { only: 'worker-container', areOverlays: true });
  if (source.containers.length > 0) return source;
  return { ...source, containers: [{ value: value.field('containers'), isOverlay: true, name: 'worker-container' }] };
}

/** Its pods are those of InferenceServices, which name the scheduler. */
function readRuntime(object: YamlValue): readonly TemplateSource[] {
  const spec = object.field('spec');
  const worker = spec.field('workerSpec');
  const own = readPodSpec({ value: spec, path: 'spec', role: worker.isAbsent ? '' : 'predictor' }, [metadataAt(object, 'spec')], {
    areOverlays: true,
  });
  const ofWorker = readPodSpec(
    { value: worker, path: 'spec.workerSpec', role: 'worker' },
    [metadataAt(object, 'spec.workerSpec')],
    {
      areOverlays: true,
    },
  );
  const sources = worker.isAbsent ? [own] : [own, ofWorker];
  return sources.map((source) => ({ ...source, schedulerHolder: 'elsewhere' }));
}
