import type { TextPosition, TextRange } from '../finding.ts';
import { toPlain } from '../plainValue.ts';
import { readPlace } from '../readWorkloads.ts';
import { containsRange } from '../textRange.ts';
import type { Entry, Located } from '../workload.ts';
import type { YamlValue } from '../yamlReader.ts';
import type { DeviceChoice, DeviceClaim, DeviceConfig, DeviceRequest, NamedRequests } from './claim.ts';
import { readConditions } from './selectors.ts';

const group = 'resource.k8s.io/';
const flatNames: ReadonlySet<string> = new Set([
  'deviceClassName',
  'selectors',
  'allocationMode',
  'count',
  'adminAccess',
  'tolerations',
  'capacity',
  'derivedAttributes',
]);

/** Reads a claim or its template in any version of `resource.k8s.io`; undefined for other objects. */
export function readClaim(object: YamlValue, kind: string, isPartial: boolean): DeviceClaim | undefined {
  const apiVersion = object.field('apiVersion');
  if (kind !== 'ResourceClaim' && kind !== 'ResourceClaimTemplate') return undefined;
  if (apiVersion.text !== undefined && !apiVersion.text.startsWith(group)) return undefined;
  const metadata = object.field('metadata');
  const [spec, path] = kind === 'ResourceClaim' ? [object.field('spec'), 'spec'] : [object.at(['spec', 'spec']), 'spec.spec'];
  const devices = spec.field('devices');
  const labelsPlace = readPlace({ value: metadata, path: 'metadata', parent: { value: object, field: 'metadata' } }, 'labels');
  return {
    kind,
    version: { value: apiVersion.text?.slice(group.length) ?? '', range: apiVersion.range },
    name: locate(metadata.field('name')),
    namespace: metadata.field('namespace').text || 'default',
    labels: metadata.field('labels').entries,
    ...(labelsPlace !== undefined && { labelsPlace }),
    isPartial,
    spec: toPlain(spec),
    requests: devices.field('requests').items.map((item, index) => readRequest(item, `${path}.devices.requests[${index}]`)),
    constraints: devices
      .field('constraints')
      .items.map((item, index) => readNames(item, `${path}.devices.constraints[${index}]`)),
    configs: devices.field('config').items.map((item, index) => readConfig(item, `${path}.devices.config[${index}]`)),
  };
}

function readRequest(item: YamlValue, path: string): DeviceRequest {
  const exactly = item.field('exactly');
  const alternatives = item.field('firstAvailable').items;
  const flat = item.fields.filter(({ key }) => flatNames.has(key.value));
  const ways: readonly (readonly [DeviceRequest['shape'], readonly DeviceChoice[]])[] = [
    ...(exactly.isAbsent ? [] : [['exactly', [readChoice(exactly, `${path}.exactly`)]] as const]),
    ...(flat.length === 0
      ? [] // Validation speaks of the fields as v1 has them.
      : [['flat', [readChoice(item, `${path}.exactly`)]] as const]),
    ...(alternatives.length === 0
      ? []
      : [['firstAvailable', alternatives.map((each, index) => readChoice(each, `${path}.firstAvailable[${index}]`))] as const]),
  ];
  const [way] = ways;
  const flatFields = readFlatFields(item, flat);
  return {
    name: locate(item.field('name')),
    path,
    shape: way === undefined ? 'none' : ways.length > 1 ? 'mixed' : way[0],
    choices: way?.[1] ?? [],
    range: item.range,
    ...(flatFields !== undefined && { flatFields }),
  };
}

/** From the first to the last flat field where nothing else stands between them. */
function readFlatFields(item: YamlValue, flat: YamlValue['fields']): TextRange | undefined {
  const [first, last] = [flat[0], flat.at(-1)];
  if (first === undefined || last === undefined || item.isFlow || flat.some(({ isMerged }) => isMerged)) return undefined;
  const all = item.fields;
  const isTogether = all.indexOf(last) - all.indexOf(first) === flat.length - 1;
  const range = { start: first.key.range.start, end: last.value.range.end };
  return isTogether && containsRange(item.range, range) ? range : undefined;
}

function readChoice(map: YamlValue, path: string): DeviceChoice {
  const entryOf = (name: string): Entry | undefined => map.entries.find(({ key }) => key.value === name);
  const [mode, count] = [entryOf('allocationMode'), entryOf('count')];
  const name = map.field('name');
  const capacity = map.fields.find(({ key }) => key.value === 'capacity');
  const capacityPlace = capacity === undefined ? readCapacityPlace(map) : undefined;
  return {
    ...(!name.isAbsent && { name: locate(name) }),
    path,
    deviceClass: locate(map.field('deviceClassName')),
    ...(mode !== undefined && { mode }),
    ...(count !== undefined && { count }),
    hasAdminAccess: map.field('adminAccess').scalar === true,
    selectors: map.field('selectors').items.map((selector) => {
      const expression = locate(selector.at(['cel', 'expression']));
      return { expression, conditions: readConditions(expression.value) };
    }),
    capacity: capacity?.value.field('requests').entries ?? [],
    ...(capacity !== undefined &&
      !capacity.isMerged && { capacityRange: { start: capacity.key.range.start, end: capacity.value.range.end } }),
    ...(capacityPlace !== undefined && { capacityPlace }),
    range: map.range,
  };
}

/** Behind `deviceClassName`, which every choice has. */
function readCapacityPlace(map: YamlValue): TextPosition | undefined {
  const field = map.fields.find(({ key }) => key.value === 'deviceClassName');
  if (field === undefined || field.isMerged || map.isFlow || !containsRange(map.range, field.key.range)) return undefined;
  return { line: field.value.range.end.line, character: field.key.range.start.character };
}

function readNames(item: YamlValue, path: string): NamedRequests {
  return { path, requests: item.field('requests').items.map(locate) };
}

function readConfig(item: YamlValue, path: string): DeviceConfig {
  const opaque = item.field('opaque');
  const parameters = opaque.field('parameters');
  const sharing = parameters.field('sharing');
  const [strategy, interval] = [sharing.field('strategy'), sharing.at(['timeSlicingConfig', 'interval'])];
  return {
    ...readNames(item, path),
    driver: opaque.field('driver').text ?? '',
    kind: parameters.field('kind').text ?? '',
    ...(!strategy.isAbsent && { strategy: locate(strategy) }),
    ...(!interval.isAbsent && { interval: locate(interval) }),
    range: item.range,
  };
}

function locate(value: YamlValue): Located<string> {
  return { value: value.text ?? '', range: value.range };
}
