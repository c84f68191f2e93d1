import type { YamlValue } from '../yamlReader.ts';
import { expandPath, type PlacedValue } from './expandPath.ts';
import type { ContainerNames, ContainerSource, PlacedMetadata, TemplatePlace, TemplateSource } from './templatePlace.ts';
import type { WorkloadKind } from './workloadKind.ts';

/** The pod templates of an object, in the order of its kind's row. */
export function readSources(object: YamlValue, { templates }: WorkloadKind): readonly TemplateSource[] {
  return templates.flatMap((place) => (place.shape === 'own' ? place.read(object) : readPlace(object, place)));
}

function readPlace(object: YamlValue, place: Exclude<TemplatePlace, { shape: 'own' }>): readonly TemplateSource[] {
  return expandPath(object, place.path)
    .filter(({ value }) => place.isOptional !== true || !value.isAbsent)
    .map((at) => {
      const role = [place.role, at.role].filter(Boolean).join('/');
      const names = place.containers ?? {};
      if (place.shape === 'podTemplate') {
        const inherited = (place.inherits ?? []).map((path) => metadataAt(object, path));
        const template = readPodTemplate(at, names);
        return { ...template, metadata: [...template.metadata, ...inherited], role };
      }
      const { carries } = place;
      const metadata = place.metadata.map((path) => ({ ...metadataAt(object, path), ...(carries && { carries }) }));
      return { ...readPodSpec(at, metadata, names), role };
    });
}

/** An object with annotations at a path without stars. */
export function metadataAt(object: YamlValue, path: string): PlacedMetadata {
  const keys = path.split('.');
  const parent = object.at(keys.slice(0, -1));
  const field = keys.at(-1) ?? '';
  return { value: parent.field(field), path, parent: { value: parent, field } };
}

/** An object with `metadata` and `spec`. */
function readPodTemplate({ value, path, role }: PlacedValue, names: ContainerNames = {}): TemplateSource {
  const at = (field: string): string => (path === '' ? field : `${path}.${field}`);
  const metadata = [{ value: value.field('metadata'), path: at('metadata'), parent: { value, field: 'metadata' } }];
  return { ...readPodSpec({ value: value.field('spec'), path: at('spec'), role }, metadata, names), path, range: value.range };
}

/** A pod spec whose annotations and labels stand elsewhere. */
export function readPodSpec(
  { value, path, role }: PlacedValue,
  metadata: readonly PlacedMetadata[],
  { only, unnamed, injectedFirst = [], injectedLast = [], areOverlays }: ContainerNames = {},
): TemplateSource {
  const listOf = (field: string): readonly ContainerSource[] =>
    value.field(field).items.map((container) => ({
      value: container,
      ...(areOverlays && { isOverlay: areOverlays }),
    }));
  const containers = listOf('containers');
  return {
    role,
    path,
    range: value.range,
    metadata,
    podSpec: value,
    podSpecPath: path,
    containers:
      only !== undefined && containers.length === 1
        ? containers.map((each) => ({ ...each, name: only }))
        : nameAll(containers, unnamed),
    initContainers: listOf('initContainers'),
    injectedFirst,
    injectedLast,
  };
}

function nameAll(containers: readonly ContainerSource[], unnamed: string | undefined): readonly ContainerSource[] {
  const taken = new Set(containers.map(({ value }) => value.field('name').text));
  return containers.map((each) => {
    if (unnamed === undefined || each.value.field('name').text) return each;
    let name = unnamed;
    for (let number = 0; taken.has(name) || (name === unnamed && containers.length > 1); number += 1)
      name = `${unnamed}-${number}`;
    taken.add(name);
    return { ...each, name };
  });
}
