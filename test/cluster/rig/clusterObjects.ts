import { deviceClass } from './nodeObjects.ts';
import { accessRules, developerNamespace } from './users.ts';

/** What the rig's cluster holds beside its nodes: namespaces, priority classes, queues, rights. */
export function clusterObjects(): readonly object[] {
  return [
    ...['kai-scheduler', 'kai-resource-reservation', developerNamespace, 'team-b'].map(namespace),
    ...accessRules(),
    deviceClass,
    // KAI-Scheduler v0.17, deployments/kai-scheduler/templates/priorityclasses
    priorityClass('train', 50),
    priorityClass('build-preemptible', 75),
    priorityClass('build', 100),
    priorityClass('inference', 125),
    queue('default-parent-queue', { gpu: amount(0, -1), cpu: amount(0, -1), memory: amount(0, -1) }),
    queue('default-queue', { gpu: amount(0, -1), cpu: amount(0, -1), memory: amount(0, -1) }, 'default-parent-queue'),
    queue('research', { gpu: amount(16, -1), cpu: amount(-1, -1), memory: amount(-1, -1) }),
    queue('team-a', { gpu: amount(8, 12), cpu: amount(-1, -1), memory: amount(-1, -1) }, 'research'),
    queue('team-b', { gpu: amount(2, 4), cpu: amount(-1, -1), memory: amount(-1, -1) }, 'research'),
    {
      apiVersion: 'kai.scheduler/v1',
      kind: 'Config',
      metadata: { name: 'kai-config' },
      spec: { admission: { gpuSharing: true } },
    },
  ];
}

function namespace(name: string): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function priorityClass(name: string, value: number): object {
  return { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value };
}

interface QueueAmount {
  readonly quota: number;
  readonly limit: number;
  readonly overQuotaWeight: number;
}

/** -1: unlimited. */
function amount(quota: number, limit: number): QueueAmount {
  return { quota, limit, overQuotaWeight: 1 };
}

function queue(name: string, resources: Readonly<Record<'gpu' | 'cpu' | 'memory', QueueAmount>>, parentQueue?: string): object {
  const parent = parentQueue === undefined ? {} : { parentQueue };
  return { apiVersion: 'scheduling.run.ai/v2', kind: 'Queue', metadata: { name }, spec: { ...parent, resources } };
}
