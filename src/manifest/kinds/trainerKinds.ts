import type { YamlValue } from '../yamlReader.ts';
import { expandPath } from './expandPath.ts';
import { readPodSpec } from './readSources.ts';
import type { ContainerSource, PlacedMetadata, TemplatePlace, TemplateSource } from './templatePlace.ts';
import type { WorkloadKind } from './workloadKind.ts';

const group = 'trainer.kubeflow.org';
const versions = ['v1alpha1'];
/** The job and the container that train. */
const trainer = 'node';
const inRuntime = 'template.spec.replicatedJobs[*].template.spec.template';
const patches = `spec.runtimePatches[*].trainingRuntimeSpec.${inRuntime}`;
const overrides = 'spec.podTemplateOverrides[*]';

const runtime: readonly TemplatePlace[] = [
  { shape: 'podTemplate', path: `spec.${inRuntime}`, containers: { areOverlays: true } },
];

/** Kinds of Kubeflow Trainer v2. A TrainJob's pods come from the runtime that it names, with what it says over it. */
export const trainerKinds: readonly WorkloadKind[] = [
  { group, versions, kind: 'TrainingRuntime', templates: runtime },
  { group, versions, kind: 'ClusterTrainingRuntime', templates: runtime },
  {
    group,
    versions,
    kind: 'TrainJob',
    templates: [
      { shape: 'own', annotations: [`${patches}.metadata.annotations`, `${overrides}.metadata.annotations`], read: readTrainJob },
    ],
  },
];

/** What a TrainJob says over the template of one of its runtime's jobs. */
interface Override {
  readonly job: string;
  readonly metadata: PlacedMetadata;
  readonly spec: YamlValue;
}

/** One template of each job that it names, that of the trainer in any case; a spec of an override is no whole pod spec. */
function readTrainJob(object: YamlValue): readonly TemplateSource[] {
  const all = readOverrides(object);
  const jobs = [...new Set([trainer, ...all.map(({ job }) => job)])];
  return jobs.map((job) => {
    const own = all.filter((each) => each.job === job);
    const spec = own.find((each) => !each.spec.isAbsent)?.spec ?? object.field('spec');
    const metadata = own.length === 0 ? [inFirstPatch(object)] : own.map((each) => each.metadata);
    const isTrainer = job === trainer;
    const source = readPodSpec({ value: spec, path: 'spec', role: jobs.length === 1 ? '' : job }, metadata);
    return {
      ...source,
      range: isTrainer ? object.field('spec').range : source.range,
      // That of the runtime, unless an override of 2.1 or 2.0 names one.
      schedulerHolder: spec.field('schedulerName').isAbsent ? 'elsewhere' : spec,
      // Containers of an override only change those of the runtime.
      containers: [isTrainer ? readTrainer(object) : containerOf(job, object)],
      initContainers: [],
    };
  });
}

/** Where annotations can be written that no override has yet. */
function inFirstPatch(object: YamlValue): PlacedMetadata {
  return { value: object.field('').field('metadata'), path: `${patches.replaceAll('[*]', '[0]')}.metadata` };
}

function readTrainer(object: YamlValue): ContainerSource {
  const value = object.at(['spec', 'trainer']);
  return { value, isOverlay: true, name: trainer, resources: value.field('resourcesPerNode') };
}

/** An initializer's container has the name of its job; a launcher trains (runtimes of Trainer v2.3). */
function containerOf(job: string, object: YamlValue): ContainerSource {
  return { value: object.field('').field(''), isOverlay: true, name: job.endsWith('-initializer') ? job : trainer };
}

/** Of the three generations: since Trainer 2.2, of 2.1, and of 2.0, which could not say metadata. */
function readOverrides(object: YamlValue): readonly Override[] {
  const patched = expandPath(object, `spec.runtimePatches[*].trainingRuntimeSpec.template.spec.replicatedJobs[*]`).map(
    ({ value, path }): Override => {
      const template = value.at(['template', 'spec', 'template']);
      return toOverride(value.field('name').text ?? trainer, template, `${path}.template.spec.template`);
    },
  );
  const targeted = expandPath(object, overrides).flatMap(({ value, path }) =>
    targetsOf(value).map((job) => toOverride(job, value, path)),
  );
  return [...patched, ...targeted];
}

function toOverride(job: string, template: YamlValue, path: string): Override {
  const metadata = {
    value: template.field('metadata'),
    path: `${path}.metadata`,
    parent: { value: template, field: 'metadata' },
  };
  return { job, metadata, spec: template.field('spec') };
}

function targetsOf(override: YamlValue): readonly string[] {
  return override.field('targetJobs').items.flatMap((job) => job.field('name').text ?? []);
}
