import type { TemplateSource } from './kinds/templatePlace.ts';
import type { WorkloadKind } from './kinds/workloadKind.ts';
import type { YamlValue } from './yamlReader.ts';

type LocalKind = NonNullable<WorkloadKind['local']>;

const honouredInPod = new Set(['containers', 'schedulerName']);
const honouredInContainer = new Set(['name', 'image', 'command', 'args', 'env', 'ports', 'volumeMounts', 'resources']);
const honouredResources = new Set(['nvidia.com/gpu', 'nvidia.com/gpumem', 'nvidia.com/gpumem-percentage']);
const honouredVolumes = new Set(['hostPath', 'emptyDir']);

/**
 * What of one object a machine without Kubernetes does not honour, as short field names in text order.
 * Everything counts that is not known to be honoured. `container` is the name of the container that runs.
 */
export function listClusterOnly(
  object: YamlValue,
  local: LocalKind,
  source: TemplateSource,
  container: string,
): readonly string[] {
  const listed: string[] = [];
  if (source.metadata.some(({ value }) => value.at(['annotations', 'mps']).text === 'true')) listed.push('mps');
  if (source.path === '') return [...listed, ...listPodSpec(source.podSpec, container)];
  for (const { key, value } of object.field('spec').fields) {
    if (key.value === 'template') listed.push(...listPodSpec(source.podSpec, container));
    else if (!isNeutral(local, key.value, value) && !value.isAbsent) listed.push(name(key.value, value));
  }
  return listed;
}

function isNeutral({ neutralFields }: LocalKind, field: string, value: YamlValue): boolean {
  const neutral = Object.hasOwn(neutralFields, field) ? neutralFields[field] : [];
  return neutral === 'any' || (value.text !== undefined && neutral?.includes(value.text) === true);
}

function listPodSpec(spec: YamlValue, container: string): readonly string[] {
  return spec.fields.flatMap(({ key, value }): readonly string[] => {
    if (key.value === 'containers') {
      return value.items.flatMap((item, index) => {
        const own = item.field('name').text ?? `${index}`;
        return own === container ? listContainer(item) : [`container ${own}`];
      });
    }
    if (key.value === 'initContainers') return value.items.map((item) => `initContainer ${item.field('name').text ?? ''}`.trim());
    // Nothing restarts a process here.
    if (key.value === 'restartPolicy' && value.text === 'Never') return [];
    if (key.value === 'volumes') return value.items.flatMap(listVolume);
    return honouredInPod.has(key.value) || isEmpty(value) ? [] : [name(key.value, value)];
  });
}

function listVolume(volume: YamlValue): readonly string[] {
  const kind = volume.fields.find(({ key }) => key.value !== 'name')?.key.value;
  return kind === undefined || honouredVolumes.has(kind) ? [] : [`volume ${volume.field('name').text ?? ''}: ${kind}`];
}

function listContainer(container: YamlValue): readonly string[] {
  return container.fields.flatMap(({ key, value }): readonly string[] => {
    switch (key.value) {
      case 'env':
        return value.items.flatMap((item) =>
          item.field('valueFrom').isAbsent ? [] : [`env ${item.field('name').text ?? ''}: valueFrom`],
        );
      case 'ports':
        return value.items.flatMap((port) =>
          port.field('hostPort').isAbsent ? [] : [`hostPort: ${port.field('hostPort').text ?? ''}`],
        );
      case 'volumeMounts':
        return value.items.flatMap((mount) => (mount.field('subPathExpr').isAbsent ? [] : ['subPathExpr']));
      case 'resources':
        return value.fields.flatMap(listResources);
      default:
        return honouredInContainer.has(key.value) || isEmpty(value) ? [] : [name(key.value, value)];
    }
  });
}

function listResources({ key, value }: YamlValue['fields'][number]): readonly string[] {
  if (key.value !== 'limits' && key.value !== 'requests') return [`resources.${key.value}`];
  return value.fields.flatMap((resource) =>
    honouredResources.has(resource.key.value) ? [] : [`resources.${key.value}.${resource.key.value}`],
  );
}

/** Short scalars are shown with their value. */
function name(key: string, value: YamlValue): string {
  return value.isScalar && value.text !== undefined && value.text.length <= 40 ? `${key}: ${value.text}` : key;
}

function isEmpty(value: YamlValue): boolean {
  return value.isAbsent || (!value.isScalar && value.fields.length === 0 && value.items.length === 0);
}
