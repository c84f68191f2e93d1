import { readApiQuantity } from '../../../gpu/apiQuantity.ts';
import type { ClusterObject } from '../api/clusterApi.ts';
import { asList, asNumber, asRecord, asText, asTextList, asTexts, asTime, present } from './fields.ts';
import { readMetadata, type Metadata } from './metadata.ts';

/** Of one resource of a queue; GPUs in devices, CPU in millicores, memory in MB; -1 is without bound. */
export interface QueueResource {
  readonly quota: number;
  readonly limit: number;
  readonly overQuotaWeight: number;
}

/** A queue of KAI or Run:ai (`scheduling.run.ai/v2`). What is not said is 0: nothing guaranteed, nothing allowed. */
export interface QueueObject extends Metadata {
  readonly displayName?: string;
  readonly parent?: string;
  readonly priority?: number;
  readonly gpu: QueueResource;
  readonly cpu: QueueResource;
  readonly memory: QueueResource;
  /** GPUs, as its status says. */
  readonly allocatedGpus: number;
  readonly allocatedNonPreemptibleGpus: number;
  readonly requestedGpus: number;
  readonly children: readonly string[];
}

/** Why a group waits, in KAI's words, with the numbers of its queue. */
export interface PodGroupReason {
  readonly reason: string;
  readonly message: string;
  /** Quantities by resource, as they are written: `queueDeservedResources`, `queueResourceLimits`, `podGroupRequestedResources`, … */
  readonly queue?: { readonly name: string; readonly resources: Readonly<Record<string, Readonly<Record<string, string>>>> };
}

export interface PodGroupCondition {
  readonly type: string;
  readonly status: string;
  readonly nodePool?: string;
  readonly message?: string;
  readonly reasons: readonly PodGroupReason[];
  readonly changedAt?: number;
}

/** A PodGroup of KAI (`scheduling.run.ai/v2alpha2`). */
export interface PodGroupObject extends Metadata {
  readonly queue?: string;
  readonly minMember?: number;
  readonly priorityClassName?: string;
  readonly preemptibility?: string;
  readonly conditions: readonly PodGroupCondition[];
  readonly lastEvictionAt?: number;
}

/** A BindRequest of KAI (`scheduling.run.ai/v1alpha2`). */
export interface BindRequestObject extends Metadata {
  readonly podName: string;
  readonly node?: string;
  readonly groups: readonly string[];
  readonly resourceType?: string;
  readonly portion?: string;
  readonly count?: number;
  readonly phase?: string;
  readonly reason?: string;
  readonly failedAttempts?: number;
}

export function readQueue(object: ClusterObject): QueueObject | undefined {
  const metadata = readMetadata(object.metadata);
  if (metadata.name === '') return undefined;
  const spec = asRecord(object['spec']);
  const resources = asRecord(spec['resources']);
  const status = asRecord(object['status']);
  return {
    ...metadata,
    ...present({
      displayName: asText(spec['displayName']),
      parent: asText(spec['parentQueue']),
      priority: asNumber(spec['priority']),
    }),
    gpu: readResource(resources['gpu']),
    cpu: readResource(resources['cpu']),
    memory: readResource(resources['memory']),
    allocatedGpus: readGpus(status['allocated']),
    allocatedNonPreemptibleGpus: readGpus(status['allocatedNonPreemptible']),
    requestedGpus: readGpus(status['requested']),
    children: asTextList(status['childQueues']),
  };
}

function readResource(value: unknown): QueueResource {
  const resource = asRecord(value);
  return {
    quota: asNumber(resource['quota']) ?? 0,
    limit: asNumber(resource['limit']) ?? 0,
    overQuotaWeight: asNumber(resource['overQuotaWeight']) ?? 0,
  };
}

/** GPUs of a list of resources; 0 where none are named, or fewer. */
function readGpus(value: unknown): number {
  const quantity = asTexts(value)['nvidia.com/gpu'];
  const milli = quantity === undefined ? undefined : readApiQuantity(quantity)?.milli;
  return milli === undefined ? 0 : Math.max(0, Number(milli)) / 1000;
}

export function readPodGroup(object: ClusterObject): PodGroupObject | undefined {
  const metadata = readMetadata(object.metadata);
  if (metadata.name === '') return undefined;
  const spec = asRecord(object['spec']);
  return {
    ...metadata,
    ...present({
      queue: asText(spec['queue']),
      minMember: asNumber(spec['minMember']),
      priorityClassName: asText(spec['priorityClassName']),
      preemptibility: asText(spec['preemptibility']),
      lastEvictionAt: asTime(metadata.annotations['kai.scheduler/last-eviction-timestamp']),
    }),
    conditions: asList(asRecord(object['status'])['schedulingConditions']).map(asRecord).map(readGroupCondition),
  };
}

function readGroupCondition(condition: Readonly<Record<string, unknown>>): PodGroupCondition {
  return {
    type: asText(condition['type']) ?? '',
    status: asText(condition['status']) ?? 'Unknown',
    reasons: asList(condition['reasons']).map(asRecord).map(readReason),
    ...present({
      nodePool: asText(condition['nodePool']),
      message: asText(condition['message']),
      changedAt: asTime(condition['lastTransitionTime']),
    }),
  };
}

function readReason(value: Readonly<Record<string, unknown>>): PodGroupReason {
  const { name, ...resources } = asRecord(asRecord(value['details'])['queueDetails']);
  const queue = asText(name);
  return {
    reason: asText(value['reason']) ?? '',
    message: asText(value['message']) ?? '',
    ...(queue !== undefined && {
      queue: {
        name: queue,
        resources: Object.fromEntries(Object.entries(resources).map(([key, quantities]) => [key, asTexts(quantities)])),
      },
    }),
  };
}

export function readBindRequest(object: ClusterObject): BindRequestObject | undefined {
  const metadata = readMetadata(object.metadata);
  if (metadata.name === '') return undefined;
  const spec = asRecord(object['spec']);
  const status = asRecord(object['status']);
  const received = asRecord(spec['receivedGPU']);
  const fractional = asList(spec['selectedFractionalGpuGroups']).flatMap((group) => asText(asRecord(group)['id']) ?? []);
  return {
    ...metadata,
    podName: asText(spec['podName']) ?? metadata.name,
    // KAI from 0.18 on names them in the other list
    groups: fractional.length > 0 ? fractional : asTextList(spec['selectedGPUGroups']),
    ...present({
      node: asText(spec['selectedNode']),
      resourceType: asText(spec['receivedResourceType']),
      portion: asText(received['portion']),
      count: asNumber(received['count']),
      phase: asText(status['phase']),
      reason: asText(status['reason']),
      failedAttempts: asNumber(status['failedAttempts']),
    }),
  };
}
