import { listClusterOnly } from './clusterOnly.ts';
import type { TextPosition } from './finding.ts';
import { findFractionContainer } from './fractionContainer.ts';
import { isPartial } from './isPartial.ts';
import { isTemplated } from './isTemplated.ts';
import { readSources } from './kinds/readSources.ts';
import type { PlacedMetadata, TemplateSource } from './kinds/templatePlace.ts';
import { apiVersionOf, type WorkloadKind } from './kinds/workloadKind.ts';
import { readLegacyRequest } from './legacyRequest.ts';
import type { AnnotationsPlace, ReadWorkload } from './manifestFile.ts';
import { readTemplate, type MistypedValue } from './readTemplate.ts';
import { startsBeforeItEnds } from './rollingUpdate.ts';
import { findUnrendered } from './templating/findUnrendered.ts';
import type { TemplateFacts } from './templating/maskedDocument.ts';
import { containsRange } from './textRange.ts';
import { withoutRemovals } from './withoutRemovals.ts';
import type { Workload } from './workload.ts';
import type { YamlValue } from './yamlReader.ts';

/** An object of a known kind with its templates: an item each. */
export interface ReadObject {
  readonly sources: readonly TemplateSource[];
  readonly items: readonly ReadWorkload[];
}

/** Reads an object that creates pods; no item without a name. */
export function readWorkloads(
  object: YamlValue,
  kind: WorkloadKind,
  { documentIndex, template: facts }: { readonly documentIndex: number; readonly template: TemplateFacts | undefined },
): ReadObject {
  const sources = readSources(object, kind);
  const name = readName(object);
  const ownerLabels = object.at(['metadata', 'labels']).entries;
  const replicas = object.at(['spec', 'replicas']).number;
  const reaching = sources.flatMap(({ metadata }) => metadata.filter(({ path }) => path === 'metadata'));
  const objectAnnotations = object
    .at(['metadata', 'annotations'])
    .entries.filter(({ key }) => !reaching.some(({ carries }) => carries?.(key.value) ?? true));
  const unrendered = facts && findUnrendered(object, facts);
  const isPart = facts?.writesFields === true || isPartial(object, kind, sources);
  const items = sources.flatMap((source, index): readonly ReadWorkload[] => {
    if (name === undefined) return [];
    const mistyped: MistypedValue[] = [];
    const written = readTemplate(source, mistyped);
    const template = isPart ? withoutRemovals(written) : written;
    const holder = (findFractionContainer(template) ?? template.containers[0])?.name ?? '';
    const { schedulerHolder = source.podSpec } = source;
    const podSpecStart = schedulerHolder === 'elsewhere' ? undefined : firstFieldStart(schedulerHolder);
    const annotationsPlace = readAnnotationsPlace(source.metadata[0]);
    const labelsPlace = readPlace(source.metadata[0], 'labels');
    return [
      {
        workload: {
          apiVersion: object.field('apiVersion').text ?? apiVersionOf(kind),
          kind: kind.kind,
          namespace: object.at(['metadata', 'namespace']).text || 'default',
          name,
          role: source.role,
          template,
          clusterOnly: kind.local === undefined ? [] : listClusterOnly(object, kind.local, source, holder),
          range: object.range,
        },
        kind,
        documentIndex,
        // Of the object, so that they are judged once.
        objectAnnotations: index === 0 ? objectAnnotations : [],
        ownerLabels,
        ...(replicas !== undefined && { replicas }),
        ...(startsBeforeItEnds(object, kind) && { startsBeforeItEnds: true }),
        paths: {
          template: source.path,
          podSpec: source.podSpecPath,
          metadata: source.metadata[0]?.path ?? '',
          annotations: annotationsPathOf(source.metadata[0]),
        },
        namesClaims: template.claims.length > 0,
        claims: [],
        ...(kind.isLegacy === true && { legacy: readLegacyRequest(object) }),
        ...(isNameGenerated(object.field('metadata')) && { hasGeneratedName: true }),
        isPartial: isPart,
        ...(unrendered !== undefined && { unrendered }),
        mistyped,
        ...(podSpecStart !== undefined && { podSpecStart }),
        ...(annotationsPlace !== undefined && { annotationsPlace }),
        ...(labelsPlace !== undefined && { labelsPlace }),
      },
    ];
  });
  return { sources, items };
}

function readName(object: YamlValue): Workload['name'] | undefined {
  const metadata = object.field('metadata');
  // `metadata: {{ include "chat.metadata" . }}` has a name too.
  if (isTemplated(metadata.text)) return { value: metadata.text ?? '', range: metadata.range };
  const [name, prefix] = [metadata.field('name'), metadata.field('generateName')];
  if (name.text) return { value: name.text, range: name.range };
  const generated = prefix.text?.replace(/[-.]+$/, '');
  return generated ? { value: generated, range: prefix.range } : undefined;
}

function isNameGenerated(metadata: YamlValue): boolean {
  return metadata.field('name').isAbsent && metadata.field('generateName').text !== undefined;
}

/** `spec.template.metadata.annotations`. */
export function annotationsPathOf(metadata: PlacedMetadata | undefined): string {
  return metadata === undefined ? '' : [metadata.path, metadata.field ?? 'annotations'].filter(Boolean).join('.');
}

/** Where another annotation of the pods can be written. */
export function readAnnotationsPlace(metadata: PlacedMetadata | undefined): AnnotationsPlace | undefined {
  return readPlace(metadata, metadata?.field ?? 'annotations');
}

/** Where another entry of a map of metadata can be written. */
export function readPlace(metadata: PlacedMetadata | undefined, field: string): AnnotationsPlace | undefined {
  if (metadata === undefined) return undefined;
  const { value, parent } = metadata;
  const map = value.fields.find(({ key }) => key.value === field);
  if (map !== undefined) return placeBefore(map.value, []);
  if (!value.isAbsent || parent === undefined) return placeBefore(value, [field]);
  // `metadata:` without a value would stand there twice.
  const isWritten = parent.value.fields.some(({ key }) => key.value === parent.field);
  return isWritten ? undefined : placeBefore(parent.value, [parent.field, field]);
}

function placeBefore(map: YamlValue, missing: readonly string[]): AnnotationsPlace | undefined {
  const start = firstFieldStart(map);
  return start && { missing, start };
}

/** Of a map in lines of its own; undefined where it is empty, in braces, or stands elsewhere. */
function firstFieldStart(map: YamlValue): TextPosition | undefined {
  const [first] = map.fields;
  const isHere = first !== undefined && !map.isFlow && !first.isMerged && containsRange(map.range, first.key.range);
  return isHere ? first.key.range.start : undefined;
}
