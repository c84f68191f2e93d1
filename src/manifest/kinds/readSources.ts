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
      if (place.shape === 'podTemplate') return { ...readPodTemplate(at, names), role };
      const metadata = place.metadata.map((path) => firstAt(object, path));
      return { ...readPodSpec(at, metadata, names), role };
    });
}

function firstAt(object: YamlValue, path: string): PlacedMetadata {
  const [found] = expandPath(object, path);
  return { value: found?.value ?? object.field(''), path };
}

/** An object with `metadata` and `spec`. */
export function readPodTemplate({ value, path, role }: PlacedValue, names: ContainerNames = {}): TemplateSource {
  const at = (field: string): string => (path === '' ? field : `${path}.${field}`);
  const metadata = [{ value: value.field('metadata'), path: at('metadata'), parent: { value, field: 'metadata' } }];
  return { ...readPodSpec({ value: value.field('spec'), path: at('spec'), role }, metadata, names), path, range: value.range };
}

/** A pod spec whose annotations and labels stand elsewhere. */
export function readPodSpec(
  { value, path, role }: PlacedValue,
  metadata: readonly PlacedMetadata[],
  { defaults = [], only, injectedFirst = [], injectedLast = [] }: ContainerNames = {},
): TemplateSource {
  const containers = value.field('containers').items;
  const nameOf = (index: number, written: string | undefined): string | undefined =>
    only !== undefined && containers.length === 1 ? only : written === undefined ? defaults[index] : undefined;
  return {
    role,
    path,
    range: value.range,
    metadata,
    podSpec: value,
    podSpecPath: path,
    containers: containers.map((container, index) => named(container, nameOf(index, container.field('name').text))),
    initContainers: value.field('initContainers').items.map((container) => named(container, undefined)),
    injectedFirst,
    injectedLast,
  };
}

function named(value: YamlValue, name: string | undefined): ContainerSource {
  return { value, ...(name !== undefined && { name }) };
}
