import type { YamlValue } from '../yamlReader.ts';
import { expandPath, type PlacedValue } from './expandPath.ts';
import { metadataAt, readPodSpec } from './readSources.ts';
import type { ContainerSource, TemplateSource } from './templatePlace.ts';
import type { WorkloadKind } from './workloadKind.ts';

const group = 'argoproj.io';
const versions = ['v1alpha1'];

/** Kinds of Argo Workflows: each template with a container is a pod of its own. */
export const argoKinds: readonly WorkloadKind[] = [
  workflowAt('Workflow', 'spec'),
  workflowAt('WorkflowTemplate', 'spec'),
  workflowAt('ClusterWorkflowTemplate', 'spec'),
  workflowAt('CronWorkflow', 'spec.workflowSpec'),
];

function workflowAt(kind: string, path: string): WorkloadKind {
  const annotations = [`${path}.templates[*].metadata`, `${path}.templateDefaults.metadata`, `${path}.podMetadata`].map(
    (metadata) => `${metadata}.annotations`,
  );
  return {
    group,
    versions,
    kind,
    templates: [{ shape: 'own', annotations, read: (object) => readWorkflow(object, path) }],
  };
}

function readWorkflow(object: YamlValue, path: string): readonly TemplateSource[] {
  const named = expandPath(object, `${path}.templates[*]`);
  const all = [...named, ...named.flatMap(listInline)].filter(({ value }) => listContainers(value).length > 0);
  return all.map((at) => readTemplate(object, path, at, all.length > 1));
}

/** Templates that a step or a task has in itself. */
function listInline(template: PlacedValue): readonly PlacedValue[] {
  const steps = expandPath(template.value, 'steps[*]').flatMap((step) =>
    step.value.items.map((value, index) => ({ value, path: `${step.path}[${index}]` })),
  );
  return [...steps, ...expandPath(template.value, 'dag.tasks[*]')].map(({ value, path }) => ({
    value: value.field('inline'),
    path: `${template.path}.${path}.inline`,
    role: `${template.role}/${value.field('name').text ?? ''}`,
  }));
}

/** The controller puts its `wait` first, so that it and not `main` is the pod's first container. */
function readTemplate(object: YamlValue, path: string, { value, path: at, role }: PlacedValue, isNamed: boolean): TemplateSource {
  const spec = object.at(path.split('.'));
  const metadata = [
    { value: value.field('metadata'), path: `${at}.metadata`, parent: { value, field: 'metadata' } },
    metadataAt(object, `${path}.templateDefaults.metadata`),
    metadataAt(object, `${path}.podMetadata`),
  ];
  const patch = [value, spec.field('templateDefaults'), spec].map((map) => map.field('podSpecPatch').text ?? '').join('\n');
  const source = readPodSpec({ value, path: at, role: isNamed ? role : '' }, metadata);
  const holder = [value, spec.field('templateDefaults'), spec].find((map) => !map.field('schedulerName').isAbsent);
  return {
    ...source,
    schedulerHolder: patch.includes('schedulerName') ? 'elsewhere' : (holder ?? spec),
    containers: [...listContainers(value), ...value.field('sidecars').items.map((sidecar) => ({ value: sidecar }))],
    // A patch may order them anew.
    injectedFirst: patch.includes('$setElementOrder/containers') ? [] : ['wait'],
  };
}

/** What it runs; none where it only calls other templates. */
function listContainers(template: YamlValue): readonly ContainerSource[] {
  const own = ['container', 'script'].map((field) => template.field(field)).filter((value) => !value.isAbsent);
  const set = template.at(['containerSet', 'containers']).items;
  return [...own.map((value) => ({ value, name: 'main' })), ...set.map((value) => ({ value }))];
}
