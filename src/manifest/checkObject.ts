import * as l10n from '@vscode/l10n';
import type { Finding } from './finding.ts';
import { isOfKubernetes } from './findKind.ts';
import { isTemplated, isTemplatedName } from './isTemplated.ts';
import type { TemplateSource } from './kinds/templatePlace.ts';
import { apiVersionOf, servesApiVersion, type WorkloadKind } from './kinds/workloadKind.ts';
import { firstLineOf } from './textRange.ts';
import type { YamlValue } from './yamlReader.ts';

/** The group and version must be ones that serve the kind; of kinds that are added to a cluster we do not know all versions. */
export function checkApiVersion(object: YamlValue, kind: WorkloadKind): readonly Finding[] {
  const apiVersion = object.field('apiVersion');
  if (!isOfKubernetes(kind) || isTemplated(apiVersion.text)) return [];
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

/** Names are DNS subdomains (k8s.io/apimachinery/pkg/util/validation). */
export function checkName(object: YamlValue): readonly Finding[] {
  const metadata = object.field('metadata');
  const name = metadata.field('name');
  const refuse = (message: string, range = name.range): readonly Finding[] => [
    { rule: 'name', severity: 'error', message, range, fixes: [], fieldPath: 'metadata.name' },
  ];
  if (isTemplated(metadata.text) || isTemplatedName(name.text) || isPlaceholder(name)) return [];
  if (name.isAbsent && metadata.field('generateName').isAbsent) {
    const where = metadata.isAbsent ? object.field('kind') : metadata;
    return refuse(l10n.t('metadata.name is missing: nothing can be deployed without a name. Add one.'), firstLineOf(where.range));
  }
  if (name.isAbsent) return [];
  if (typeof name.scalar !== 'string') {
    const message = name.isScalar
      ? l10n.t('metadata.name {0}: the API server refuses what is not a string. Write "{0}".', name.text ?? 'null')
      : l10n.t('metadata.name is a map or a list: the API server refuses what is not a string. Write a name.');
    // It cannot even be decoded: no field is looked at.
    return [{ rule: 'name', severity: 'error', message, range: name.range, fixes: [] }];
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

/** `{name}` of Python's format: YAML reads a map with a key that has no value. */
function isPlaceholder(value: YamlValue): boolean {
  const [field, ...others] = value.isFlow && value.isMap ? value.fields : [];
  return field !== undefined && others.length === 0 && !field.value.isMap && field.value.scalar === null;
}

/** A pod without containers runs nothing. */
export function checkContainers(object: YamlValue, kind: WorkloadKind, source: TemplateSource): readonly Finding[] {
  if (source.containers.length > 0 || !isOfKubernetes(kind)) return [];
  const spec = source.podSpec;
  if (isTemplated(spec.text) || isTemplated(spec.field('containers').text)) return [];
  const path = `${source.podSpecPath}.containers`;
  const message = l10n.t(
    '{0} is missing: this {1} has nothing to run. Add a container with a name and an image.',
    path,
    kind.kind,
  );
  const { range } = spec.isAbsent ? whereKindStands(object) : spec;
  return [{ rule: 'containers', severity: 'error', message, range: firstLineOf(range), fixes: [], fieldPath: path }];
}

/** Items of a PodList and the like may leave their kind out. */
function whereKindStands(object: YamlValue): YamlValue {
  const kind = object.field('kind');
  return kind.isAbsent ? object : kind;
}
