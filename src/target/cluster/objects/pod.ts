import type { ClusterObject } from '../api/clusterApi.ts';
import { asList, asNumber, asRecord, asText, asTextList, asTexts, asTime, present } from './fields.ts';
import { readConditions, readMetadata, type Condition, type Metadata } from './metadata.ts';

export interface PodContainer {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  /** Literal values only. */
  readonly env: Readonly<Record<string, string>>;
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly name?: string; readonly port: number }[];
  readonly isInit: boolean;
  /** An init container that runs on beside the others. */
  readonly isRestartable: boolean;
}

/** How a container ended. */
export interface ContainerEnd {
  readonly exitCode: number;
  readonly signal?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
}

export interface ContainerStatus {
  readonly name: string;
  readonly isReady: boolean;
  readonly restarts: number;
  readonly state:
    | { readonly kind: 'waiting'; readonly reason?: string; readonly message?: string }
    | { readonly kind: 'running'; readonly startedAt?: number }
    | ({ readonly kind: 'terminated' } & ContainerEnd)
    | { readonly kind: 'unknown' };
  /** Of the run before the last restart. */
  readonly lastEnd?: ContainerEnd;
}

/** A pod, as far as anything here reads it. */
export interface PodObject extends Metadata {
  /** `Pending`, `Running`, `Succeeded`, `Failed`, `Unknown`. */
  readonly phase: string;
  /** Of a pod that failed as a whole: `Evicted`, `UnexpectedAdmissionError`, `Preempting`. */
  readonly reason?: string;
  readonly message?: string;
  readonly nodeName?: string;
  readonly podIp?: string;
  readonly schedulerName: string;
  readonly priorityClassName?: string;
  readonly schedulingGates: readonly string[];
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly conditions: readonly Condition[];
  /** Init containers first, as in the pod. */
  readonly containers: readonly PodContainer[];
  readonly statuses: readonly ContainerStatus[];
  /** Name in the pod → the ResourceClaim that it got or names; absent in the map while none was made. */
  readonly claims: readonly { readonly name: string; readonly claimName?: string; readonly templateName?: string }[];
  /** Volumes whose claim or configuration a pod waits for are told by events; these are config maps that it mounts. */
  readonly configMaps: readonly string[];
  /** The object without `managedFields`, for the readers of manifests. */
  readonly source: ClusterObject;
}

/** Undefined where the object has no name. */
export function readPod(object: ClusterObject): PodObject | undefined {
  const metadata = readMetadata(object.metadata);
  if (metadata.name === '') return undefined;
  const spec = asRecord(object['spec']);
  const status = asRecord(object['status']);
  return {
    ...metadata,
    phase: asText(status['phase']) ?? 'Unknown',
    ...present({
      reason: asText(status['reason']),
      message: asText(status['message']),
      nodeName: asText(spec['nodeName']),
      podIp: asText(status['podIP']),
      priorityClassName: asText(spec['priorityClassName']),
    }),
    schedulerName: asText(spec['schedulerName']) ?? 'default-scheduler',
    schedulingGates: asList(spec['schedulingGates']).flatMap((gate) => asText(asRecord(gate)['name']) ?? []),
    nodeSelector: asTexts(spec['nodeSelector']),
    conditions: readConditions(status['conditions']),
    containers: [
      ...asList(spec['initContainers']).map((container) => readContainer(container, true)),
      ...asList(spec['containers']).map((container) => readContainer(container, false)),
    ],
    statuses: [...asList(status['initContainerStatuses']), ...asList(status['containerStatuses'])].map(readStatus),
    claims: readClaims(spec['resourceClaims'], status['resourceClaimStatuses']),
    configMaps: asList(spec['volumes']).flatMap((volume) => asText(asRecord(asRecord(volume)['configMap'])['name']) ?? []),
    source: object,
  };
}

function readContainer(value: unknown, isInit: boolean): PodContainer {
  const container = asRecord(value);
  const resources = asRecord(container['resources']);
  return {
    name: asText(container['name']) ?? '',
    image: asText(container['image']) ?? '',
    command: asTextList(container['command']),
    args: asTextList(container['args']),
    env: Object.fromEntries(
      asList(container['env'])
        .map(asRecord)
        .flatMap(({ name, value: text }) => (typeof name === 'string' && typeof text === 'string' ? [[name, text]] : [])),
    ),
    requests: asTexts(resources['requests']),
    limits: asTexts(resources['limits']),
    ports: asList(container['ports'])
      .map(asRecord)
      .flatMap((entry) => {
        const port = asNumber(entry['containerPort']);
        return port === undefined ? [] : [{ port, ...present({ name: asText(entry['name']) }) }];
      }),
    isInit,
    isRestartable: isInit && container['restartPolicy'] === 'Always',
  };
}

function readStatus(value: unknown): ContainerStatus {
  const status = asRecord(value);
  const lastEnd = readEnd(asRecord(status['lastState'])['terminated']);
  return {
    name: asText(status['name']) ?? '',
    isReady: status['ready'] === true,
    restarts: asNumber(status['restartCount']) ?? 0,
    state: readState(asRecord(status['state'])),
    ...(lastEnd && { lastEnd }),
  };
}

function readState(state: Readonly<Record<string, unknown>>): ContainerStatus['state'] {
  const terminated = readEnd(state['terminated']);
  if (terminated !== undefined) return { kind: 'terminated', ...terminated };
  if (state['running'] !== undefined) {
    return { kind: 'running', ...present({ startedAt: asTime(asRecord(state['running'])['startedAt']) }) };
  }
  if (state['waiting'] !== undefined) {
    const waiting = asRecord(state['waiting']);
    return { kind: 'waiting', ...present({ reason: asText(waiting['reason']), message: asText(waiting['message']) }) };
  }
  return { kind: 'unknown' };
}

function readEnd(value: unknown): ContainerEnd | undefined {
  const end = asRecord(value);
  const exitCode = asNumber(end['exitCode']);
  return exitCode === undefined
    ? undefined
    : {
        exitCode,
        ...present({
          signal: asNumber(end['signal']),
          reason: asText(end['reason']),
          message: asText(end['message']),
          startedAt: asTime(end['startedAt']),
          endedAt: asTime(end['finishedAt']),
        }),
      };
}

function readClaims(spec: unknown, status: unknown): PodObject['claims'] {
  const made = new Map(
    asList(status)
      .map(asRecord)
      .map((entry) => [asText(entry['name']), asText(entry['resourceClaimName'])] as const),
  );
  return asList(spec)
    .map(asRecord)
    .map((entry) => {
      const name = asText(entry['name']) ?? '';
      return {
        name,
        ...present({
          claimName: asText(entry['resourceClaimName']) ?? made.get(name),
          templateName: asText(entry['resourceClaimTemplateName']),
        }),
      };
    });
}
