import type { ClusterObject } from '../../src/target/cluster/api/clusterApi.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Objects as the API server sends them, for what no recording has: what kubelets, plain schedulers and admission write. */
export function makeNode(
  name: string,
  gpus: number,
  extra: { labels?: Fields; spec?: Fields; conditions?: unknown; allocatable?: Fields } = {},
): ClusterObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, uid: name, labels: { 'nvidia.com/gpu.memory': '81559', ...extra.labels } as never },
    spec: extra.spec ?? {},
    status: {
      allocatable: { cpu: '64', memory: '512Gi', pods: '110', 'nvidia.com/gpu': String(gpus), ...extra.allocatable },
      conditions: extra.conditions ?? [{ type: 'Ready', status: 'True' }],
    },
  };
}

export interface MadePod {
  readonly name?: string;
  readonly annotations?: Fields;
  readonly labels?: Fields;
  readonly spec?: Fields;
  readonly container?: Fields;
  readonly status?: Fields;
  readonly owner?: { readonly kind: string; readonly name: string; readonly uid: string };
}

/** A pod `chat` of namespace `team` that asks KAI for half a GPU, unless it is said otherwise. */
export function makePod({ name = 'chat', annotations, labels, spec, container, status, owner }: MadePod = {}): ClusterObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'team',
      uid: `uid-${name}`,
      labels: (labels ?? { 'kai.scheduler/queue': 'ml' }) as never,
      annotations: (annotations ?? { 'gpu-fraction': '0.5' }) as never,
      ...(owner && { ownerReferences: [{ apiVersion: 'apps/v1', controller: true, ...owner }] }),
    },
    spec: {
      schedulerName: 'kai-scheduler',
      containers: [{ name: 'main', image: 'registry.example/llm:1', ...container }],
      ...spec,
    },
    status: { phase: 'Pending', ...status },
  };
}

export function makeEvent(
  about: { readonly kind: string; readonly name: string; readonly uid?: string },
  reason: string,
  message: string,
  source = 'kubelet',
): ClusterObject {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${about.name}.${reason}`, namespace: 'team', uid: `event-${about.name}-${reason}` },
    type: 'Warning',
    reason,
    message,
    involvedObject: { namespace: 'team', uid: '', ...about },
    reportingComponent: source,
    lastTimestamp: '2026-11-28T12:00:00Z',
  } as unknown as ClusterObject;
}
