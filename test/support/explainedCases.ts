import type { ClusterObject } from '../../src/target/cluster/api/clusterApi.ts';
import type { ObjectsKey } from '../../src/target/cluster/clusterObjects.ts';
import type { LogTail } from '../../src/target/cluster/why/stopping/found.ts';
import { makeEvent, makeNode, makePod, type MadePod } from './madeCluster.ts';

/** What an explanation is read from. */
export interface Case {
  readonly objects: Partial<Record<ObjectsKey, readonly ClusterObject[]>>;
  readonly logs?: readonly LogTail[];
}

const queue = {
  apiVersion: 'scheduling.run.ai/v2',
  kind: 'Queue',
  metadata: { name: 'ml', uid: 'ml' },
  spec: { resources: { gpu: { quota: 4, limit: 4 } } },
};
export const kai = { podGroups: [], queues: [queue], bindRequests: [] };
export const nodes = [makeNode('gpu-01', 2), makeNode('gpu-02', 1)];
export const plain: MadePod = { annotations: {}, labels: {}, container: { resources: { limits: { 'nvidia.com/gpu': '1' } } } };
export const aboutPod = { kind: 'Pod', name: 'chat', uid: 'uid-chat' };

const shares = { default: '80Gi', validRange: { min: '1Gi', step: '1Gi' } };
const inUse = {
  request: 'gpu',
  driver: 'gpu.nvidia.com',
  pool: 'gpu-01',
  device: 'gpu-0',
  shareID: 's1',
  consumedCapacity: { memory: '60Gi' },
};
const half = {
  requests: [{ name: 'gpu', exactly: { deviceClassName: 'gpu.nvidia.com', capacity: { requests: { memory: '40Gi' } } } }],
};

/** One GPU that claims share, of which another claim has the most. */
export const dra = {
  deviceClasses: [{ apiVersion: 'resource.k8s.io/v1', kind: 'DeviceClass', metadata: { name: 'gpu.nvidia.com' }, spec: {} }],
  claimTemplates: [makeClaim('ResourceClaimTemplate', 'half', { spec: { spec: { devices: half } } })],
  resourceClaims: [
    makeClaim('ResourceClaim', 'other', { spec: { devices: half }, status: { allocation: { devices: { results: [inUse] } } } }),
  ],
  resourceSlices: [
    makeClaim('ResourceSlice', 'gpu-01', {
      spec: {
        driver: 'gpu.nvidia.com',
        pool: { name: 'gpu-01', generation: 1, resourceSliceCount: 1 },
        nodeName: 'gpu-01',
        devices: [
          { name: 'gpu-0', allowMultipleAllocations: true, capacity: { memory: { value: '80Gi', requestPolicy: shares } } },
        ],
      },
    }),
  ],
};
export const allClaims =
  '0/3 nodes are available: 3 cannot allocate all claims. still not schedulable, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.';
export const claimant = makePod({
  annotations: {},
  labels: {},
  spec: { schedulerName: 'default-scheduler', resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 'half' }] },
  container: { resources: { claims: [{ name: 'gpu' }], limits: { 'nvidia.com/gpu': '1' } } },
});

function makeClaim(kind: string, name: string, fields: object): ClusterObject {
  return { apiVersion: 'resource.k8s.io/v1', kind, metadata: { name, namespace: 'team', uid: name }, ...fields };
}

export function withEvent(pod: MadePod, reason: string, message: string, source: string): Case {
  return { objects: { ...kai, nodes, pods: [makePod(pod)], events: [makeEvent(aboutPod, reason, message, source)] } };
}

export function withGroup(reasons: readonly object[]): Case {
  const group = {
    apiVersion: 'scheduling.run.ai/v2alpha2',
    kind: 'PodGroup',
    metadata: { name: 'pg', namespace: 'team' },
    spec: { queue: 'ml' },
    status: { schedulingConditions: [{ type: 'UnschedulableOnNodePool', status: 'True', reasons }] },
  };
  const pods = [makePod({ annotations: { 'gpu-fraction': '0.5', 'pod-group-name': 'pg' } })];
  return { objects: { ...kai, nodes, events: [], podGroups: [group], pods } };
}

export function onNode(status: object, pod: MadePod = {}, logs: readonly LogTail[] = []): Case {
  const spec = { nodeName: 'gpu-01', ...pod.spec };
  return {
    objects: { ...kai, nodes, pods: [makePod({ ...pod, spec, status: { phase: 'Running', ...status } })], events: [] },
    logs,
  };
}

export function ended(end: object, restarts = 0): object {
  return { containerStatuses: [{ name: 'main', ready: false, restartCount: restarts, state: { terminated: end } }] };
}

export function waitingContainer(reason: string, message: string): object {
  return {
    phase: 'Pending',
    containerStatuses: [{ name: 'main', ready: false, restartCount: 0, state: { waiting: { reason, message } } }],
  };
}

export function notCreated(message: string): Case {
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'chat', namespace: 'team', uid: 'deployment' },
    spec: {
      replicas: 1,
      template: {
        metadata: { annotations: { 'gpu-fraction': '0.5' }, labels: { 'kai.scheduler/queue': 'ml' } },
        spec: { schedulerName: 'kai-scheduler', containers: [{ name: 'main', image: 'registry.example/llm:1' }] },
      },
    },
  };
  const events = [
    makeEvent({ kind: 'ReplicaSet', name: 'chat-5d9c7f6b8', uid: 'rs' }, 'FailedCreate', message, 'replicaset-controller'),
  ];
  return { objects: { ...kai, nodes, pods: [], owners: [owner as ClusterObject], events } };
}
