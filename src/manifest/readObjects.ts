import * as l10n from '@vscode/l10n';
import { listClusterOnly } from './clusterOnly.ts';
import type { Finding, TextPosition } from './finding.ts';
import { findFractionContainer } from './fractionContainer.ts';
import type { AnnotationsPlace, ReadWorkload } from './manifestFile.ts';
import { readTemplate, type MistypedValue } from './readTemplate.ts';
import { checkApiVersion, checkContainers, checkName } from './checkObject.ts';
import { containsRange, type LineIndex } from './textRange.ts';
import type { Workload } from './workload.ts';
import { apiVersionOf, workloadKinds, type WorkloadKind } from './workloads.ts';
import type { YamlDocument } from './yamlDocuments.ts';
import { Reading, TooManyNodes, type YamlValue } from './yamlReader.ts';

/** An object that creates no pods of its own. */
export interface OtherObject {
  readonly kind: 'other';
  /** What a person reads: `Service chat`. */
  readonly title: string;
  /** A Service's; empty for other kinds. */
  readonly selector: ReadonlyMap<string, unknown>;
}

interface ObjectsOfDocument {
  readonly objects: readonly ({ readonly kind: 'workload'; readonly item: ReadWorkload } | OtherObject)[];
  readonly findings: readonly Finding[];
}

/** Reads the objects of one document: one, or the items of a List. */
export function readObjects(document: YamlDocument, documentIndex: number, lines: LineIndex): ObjectsOfDocument {
  const root = new Reading(document, lines).root();
  try {
    const listed = /^(.*)List$/.exec(root.field('kind').text ?? '')?.[1];
    const items = listed === undefined ? [root] : root.field('items').items;
    const read = items.map((item) => readObject(item, documentIndex, listed));
    return { objects: read.flatMap(({ objects }) => objects), findings: read.flatMap(({ findings }) => findings) };
  } catch (error) {
    if (!(error instanceof TooManyNodes)) throw error;
    return {
      objects: [],
      findings: [
        {
          rule: 'yaml-aliases',
          severity: 'error',
          message: l10n.t('aliases make this document too large to be read. Write the repeated parts out.'),
          range: { start: root.range.start, end: root.range.start },
          fixes: [],
        },
      ],
    };
  }
}

/** `listed` is the kind that a list such as PodList says for its items, which may leave it out. */
function readObject(object: YamlValue, documentIndex: number, listed: string | undefined): ObjectsOfDocument {
  const kindName = object.field('kind').text ?? listed;
  if (!object.isMap || !kindName) return { objects: [], findings: [] };
  const kind = workloadKinds.find((row) => row.kind === kindName && isOfGroup(row, object));
  if (kind === undefined) return { objects: [readOther(object, kindName)], findings: [] };

  const isTypedByList = object.field('kind').isAbsent;
  const findings = [...(isTypedByList ? [] : checkApiVersion(object, kind)), ...checkName(object)];
  const name = readName(object);
  if (name === undefined) return { objects: [], findings };
  const template = object.at(kind.templatePath);
  const mistyped: MistypedValue[] = [];
  const podTemplate = readTemplate(template, mistyped);
  findings.push(...checkContainers(object, kind));
  const podSpecStart = firstFieldStart(template.field('spec'));
  const annotationsPlace = readAnnotationsPlace(template.field('metadata'));
  const item: ReadWorkload = {
    workload: {
      apiVersion: object.field('apiVersion').text ?? apiVersionOf(kind),
      kind: kind.kind,
      namespace: object.at(['metadata', 'namespace']).text || 'default',
      name,
      template: podTemplate,
      clusterOnly: listClusterOnly(object, kind, (findFractionContainer(podTemplate) ?? podTemplate.containers[0])?.name ?? ''),
      range: object.range,
    },
    documentIndex,
    objectAnnotations: kind.templatePath.length === 0 ? [] : object.at(['metadata', 'annotations']).entries,
    mistyped,
    ...(podSpecStart !== undefined && { podSpecStart }),
    ...(annotationsPlace !== undefined && { annotationsPlace }),
  };
  return { objects: [{ kind: 'workload', item }], findings };
}

function readAnnotationsPlace(metadata: YamlValue): AnnotationsPlace | undefined {
  const annotations = metadata.fields.find(({ key }) => key.value === 'annotations');
  const start = firstFieldStart(annotations?.value ?? metadata);
  return start && { before: annotations === undefined ? 'metadata' : 'annotation', start };
}

/** Of a map in lines of its own; undefined where it is empty, in braces, or stands elsewhere. */
function firstFieldStart(map: YamlValue): TextPosition | undefined {
  const [first] = map.fields;
  const isHere = first !== undefined && !map.isFlow && !first.isMerged && containsRange(map.range, first.key.range);
  return isHere ? first.key.range.start : undefined;
}

/** A kind of another group that only shares the name (`networking.example/v1 Pod`) is none of ours. */
function isOfGroup({ group }: WorkloadKind, object: YamlValue): boolean {
  const apiVersion = object.field('apiVersion').text ?? '';
  const written = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return written === group || ['', 'apps', 'extensions', 'core', 'batch'].includes(written);
}

function readName(object: YamlValue): Workload['name'] | undefined {
  const metadata = object.field('metadata');
  const [name, prefix] = [metadata.field('name'), metadata.field('generateName')];
  if (name.text) return { value: name.text, range: name.range };
  const generated = prefix.text?.replace(/[-.]+$/, '');
  return generated ? { value: generated, range: prefix.range } : undefined;
}

function readOther(object: YamlValue, kind: string): OtherObject {
  const name = object.at(['metadata', 'name']).text;
  const selector = kind === 'Service' ? object.at(['spec', 'selector']).fields : [];
  return {
    kind: 'other',
    title: name === undefined ? kind : `${kind} ${name}`,
    selector: new Map(selector.map(({ key, value }) => [key.value, value.scalar])),
  };
}
