import type { ContainerSource, TemplateSource } from './kinds/templatePlace.ts';
import { fieldRange, readContainerPlace } from './containerPlace.ts';
import { readNodeRules } from './readNodeRules.ts';
import { expandVariables } from './variableReferences.ts';
import type { Container, ContainerClaim, Entry, Located, PodClaim, PodTemplate } from './workload.ts';
import type { YamlValue } from './yamlReader.ts';

/** A value that the API server refuses because it must be a string. */
export interface MistypedValue {
  /** Short name for a person: `args`, `env PORT`, the annotation's key. */
  readonly name: string;
  readonly value: Located<unknown>;
}

/** Reads a pod template; values of wrong type are read as their text and listed in `mistyped`. */
export function readTemplate(source: TemplateSource, mistyped: MistypedValue[]): PodTemplate {
  const { podSpec, metadata } = source;
  const { schedulerHolder: holder = podSpec } = source;
  const schedulerName = holder === 'elsewhere' ? undefined : readWritten(holder, 'schedulerName');
  const restartPolicy = readWritten(podSpec, 'restartPolicy');
  const priorityClassName = readWritten(podSpec, 'priorityClassName');
  const entriesOf = (field: 'annotations' | 'labels'): readonly Entry[] =>
    joinEntries(
      metadata.map((each) => {
        const { entries } = each.value.field(field === 'annotations' ? (each.field ?? field) : field);
        const { carries } = each;
        return carries === undefined ? entries : entries.filter(({ key }) => carries(key.value));
      }),
    );
  const annotations = entriesOf('annotations');
  const labels = entriesOf('labels');
  noteMistyped([...annotations, ...labels], mistyped);
  const claimsRange = fieldRange(podSpec, 'resourceClaims');
  return {
    annotations,
    labels,
    ...(schedulerName !== undefined && { schedulerName }),
    ...(holder === 'elsewhere' && { isScheduledElsewhere: true }),
    ...(restartPolicy !== undefined && { restartPolicy }),
    ...(priorityClassName !== undefined && { priorityClassName }),
    nodeSelector: podSpec.field('nodeSelector').entries,
    nodeRules: readNodeRules(podSpec),
    initContainers: source.initContainers.map((container) => ({
      ...readContainer(container, mistyped),
      ...(container.value.field('restartPolicy').text === 'Always' && { isRestartable: true }),
    })),
    containers: source.containers.map((container) => readContainer(container, mistyped)),
    claims: podSpec.field('resourceClaims').items.map(readPodClaim),
    ...(claimsRange !== undefined && { claimsRange }),
    volumes: podSpec.field('volumes').items.map(readVolume),
    injectedFirst: source.injectedFirst,
    injectedLast: source.injectedLast,
    range: source.range,
    parts: [source.range, ...metadata.map(({ value }) => value.range)],
  };
}

/** Of a key that stands in several maps the first counts. */
function joinEntries(maps: readonly (readonly Entry[])[]): readonly Entry[] {
  const [first = [], ...rest] = maps;
  if (rest.length === 0) return first;
  const known = new Set<string>();
  return maps.flat().filter(({ key }) => {
    const isFirst = !known.has(key.value);
    known.add(key.value);
    return isFirst;
  });
}

/** The text of a field; '' where it stands there without a value. */
function readWritten(map: YamlValue, name: string): Located<string> | undefined {
  const value = map.fields.find(({ key }) => key.value === name)?.value;
  return value && { value: value.text ?? '', range: value.range };
}

function readContainer(source: ContainerSource, mistyped: MistypedValue[]): Container {
  const container = source.value;
  const variables = new Map<string, string>();
  const env: Entry[] = [];
  for (const variable of (source.env ?? container.field('env')).items) {
    const name = variable.field('name');
    const value = variable.field('value');
    if (name.text === undefined || !variable.field('valueFrom').isAbsent) continue;
    if (isMistyped(value)) mistyped.push({ name: `env ${name.text}`, value: { value: value.scalar, range: value.range } });
    const text = expandVariables(value.text ?? '', variables);
    variables.set(name.text, text);
    env.push({
      key: { value: name.text, range: name.range },
      value: { value: text, range: value.isAbsent ? name.range : value.range },
    });
  }
  const words = (field: string): readonly string[] =>
    readWords(container, field, mistyped).map((word) => expandVariables(word, variables));
  const resources = source.resources ?? container.field('resources');
  const { readAmounts = (amounts: YamlValue) => amounts.entries } = source;
  const name = container.field('name');
  const [image, policy] = [container.field('image'), container.field('restartPolicy')];
  const privileged = container.at(['securityContext', 'privileged']);
  if (source.name === undefined && isMistyped(name))
    mistyped.push({ name: 'name', value: { value: name.scalar, range: name.range } });
  return {
    ...(source.isOverlay === true && { isOverlay: true }),
    name: source.name ?? name.text ?? '',
    nameRange: name.range,
    image: source.image ?? image.text ?? '',
    ...(source.image === undefined && !image.isAbsent && { imageRange: image.range }),
    ...(policy.text !== undefined && { restartPolicy: { value: policy.text, range: policy.range } }),
    command: words('command'),
    args: words('args'),
    env,
    ports: container.field('ports').items.flatMap((port) => port.field('containerPort').number ?? []),
    volumeMounts: container.field('volumeMounts').items.map(readVolumeMount),
    limits: readAmounts(resources.field('limits')),
    requests: readAmounts(resources.field('requests')),
    ...(privileged.scalar === true && { privileged: privileged.range }),
    claims: resources.field('claims').items.map(readContainerClaim),
    range: container.range,
    place: readContainerPlace(source),
  };
}

function readWords(container: YamlValue, field: string, mistyped: MistypedValue[]): readonly string[] {
  return container.field(field).items.map((word) => {
    if (isMistyped(word)) mistyped.push({ name: field, value: { value: word.scalar, range: word.range } });
    return word.text ?? '';
  });
}

function readPodClaim(claim: YamlValue): PodClaim {
  const entryOf = (name: string): Entry | undefined =>
    claim.entries.find(({ key, value }) => key.value === name && value.value !== null);
  const [own, template] = [entryOf('resourceClaimName'), entryOf('resourceClaimTemplateName')];
  return {
    name: { value: claim.field('name').text ?? '', range: claim.field('name').range },
    ...(own !== undefined && { claim: own }),
    ...(template !== undefined && { template }),
    range: claim.range,
  };
}

function readContainerClaim(claim: YamlValue): ContainerClaim {
  const [name, request] = [claim.field('name'), claim.field('request')];
  return {
    name: { value: name.text ?? '', range: name.range },
    ...(request.text && { request: { value: request.text, range: request.range } }),
    range: claim.range,
  };
}

function readVolumeMount(mount: YamlValue): Container['volumeMounts'][number] {
  const subPath = mount.field('subPath').text;
  return {
    name: mount.field('name').text ?? '',
    mountPath: mount.field('mountPath').text ?? '',
    ...(subPath !== undefined && subPath !== '' && { subPath }),
  };
}

function readVolume(volume: YamlValue): PodTemplate['volumes'][number] {
  const kind = volume.fields.find(({ key }) => key.value !== 'name')?.key.value ?? 'emptyDir';
  const hostPath = volume.at(['hostPath', 'path']).text;
  return { name: volume.field('name').text ?? '', kind, ...(hostPath !== undefined && { hostPath }) };
}

function noteMistyped(entries: readonly Entry[], mistyped: MistypedValue[]): void {
  for (const { key, value } of entries) {
    if (value.value !== null && typeof value.value !== 'string') mistyped.push({ name: key.value, value });
  }
}

/** Null counts as absent for the API server; every other type than string is refused. */
function isMistyped(value: YamlValue): boolean {
  return !value.isAbsent && typeof value.scalar !== 'string';
}
