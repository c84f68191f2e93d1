import * as l10n from '@vscode/l10n';
import { listClusterOnly } from './clusterOnly.ts';
import type { Finding } from './finding.ts';
import { findFractionContainer } from './fractionContainer.ts';
import type { ReadWorkload } from './manifestFile.ts';
import { readTemplate, type MistypedValue } from './readTemplate.ts';
import type { LineIndex } from './textRange.ts';
import type { Workload } from './workload.ts';
import { apiVersionOf, servesApiVersion, workloadKinds, type WorkloadKind } from './workloads.ts';
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
    const items = root.field('kind').text?.endsWith('List') === true ? root.field('items').items : [root];
    const read = items.map((item) => readObject(item, documentIndex));
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

function readObject(object: YamlValue, documentIndex: number): ObjectsOfDocument {
  const kindName = object.field('kind').text;
  if (!object.isMap || kindName === undefined) return { objects: [], findings: [] };
  const kind = workloadKinds.find((row) => row.kind === kindName && isOfGroup(row, object));
  if (kind === undefined) return { objects: [readOther(object, kindName)], findings: [] };

  const findings = [...checkApiVersion(object, kind), ...checkName(object)];
  const name = readName(object);
  if (name === undefined) return { objects: [], findings };
  const template = object.at(kind.templatePath);
  const mistyped: MistypedValue[] = [];
  const podTemplate = readTemplate(template, mistyped);
  if (podTemplate.containers.length === 0) {
    const range = (object.at([...kind.templatePath, 'spec']).isAbsent ? object.field('kind') : template.field('spec')).range;
    const path = [...kind.templatePath, 'spec', 'containers'].join('.');
    const message = l10n.t(
      '{0} is missing: this {1} has nothing to run. Add a container with a name and an image.',
      path,
      kind.kind,
    );
    findings.push({ rule: 'containers', severity: 'error', message, range: firstLine(range), fixes: [] });
  }
  const spec = template.field('spec');
  const [firstField] = spec.fields;
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
    ...(firstField !== undefined && !spec.isFlow && !firstField.isMerged && { podSpecStart: firstField.key.range.start }),
  };
  return { objects: [{ kind: 'workload', item }], findings };
}

/** A kind of another group that only shares the name (`networking.example/v1 Pod`) is none of ours. */
function isOfGroup({ group }: WorkloadKind, object: YamlValue): boolean {
  const apiVersion = object.field('apiVersion').text ?? '';
  const written = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return written === group || ['', 'apps', 'extensions', 'core', 'batch'].includes(written);
}

function checkApiVersion(object: YamlValue, kind: WorkloadKind): Finding[] {
  const apiVersion = object.field('apiVersion');
  if (apiVersion.text !== undefined && servesApiVersion(kind, apiVersion.text)) return [];
  const right = apiVersionOf(kind);
  const isMissing = apiVersion.text === undefined;
  return [
    {
      rule: 'api-version',
      severity: 'error',
      message: isMissing
        ? l10n.t('apiVersion is missing: the API server refuses this {0}. Write apiVersion: {1}.', kind.kind, right)
        : l10n.t('apiVersion "{0}" has no {1}: the API server refuses it. Use "{2}".', apiVersion.text ?? '', kind.kind, right),
      range: isMissing ? object.field('kind').range : apiVersion.range,
      fixes: isMissing ? [] : [{ title: l10n.t('Use "{0}"', right), edits: [{ range: apiVersion.range, text: right }] }],
    },
  ];
}

function readName(object: YamlValue): Workload['name'] | undefined {
  const metadata = object.field('metadata');
  for (const field of [metadata.field('name'), metadata.field('generateName')]) {
    const name = field.text?.replace(/[-.]+$/, '');
    if (name !== undefined && name !== '') return { value: name, range: field.range };
  }
  return undefined;
}

/** Names are DNS subdomains (k8s.io/apimachinery/pkg/util/validation). */
function checkName(object: YamlValue): Finding[] {
  const metadata = object.field('metadata');
  const name = metadata.field('name');
  const refuse = (message: string, range = name.range): Finding[] => [
    { rule: 'name', severity: 'error', message, range, fixes: [] },
  ];
  if (name.isAbsent && metadata.field('generateName').isAbsent) {
    const where = metadata.isAbsent ? object.field('kind') : metadata;
    return refuse(l10n.t('metadata.name is missing: nothing can be deployed without a name. Add one.'), firstLine(where.range));
  }
  if (name.isAbsent) return [];
  if (typeof name.scalar !== 'string') {
    return refuse(l10n.t('metadata.name {0}: the API server refuses what is not a string. Write "{0}".', name.text ?? ''));
  }
  const part = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
  if (name.scalar.length <= 253 && new RegExp(`^${part}(\\.${part})*$`).test(name.scalar)) return [];
  return refuse(
    l10n.t(
      'metadata.name "{0}": the API server refuses it. Use lower case letters, digits, "-" and ".", at most 253.',
      name.scalar,
    ),
  );
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

/** Findings about something missing point to a line, not to a page. */
function firstLine<T extends { readonly start: TextStart; readonly end: TextStart }>(
  range: T,
): { start: TextStart; end: TextStart } {
  return range.end.line === range.start.line ? range : { start: range.start, end: range.start };
}

type TextStart = Workload['range']['start'];
