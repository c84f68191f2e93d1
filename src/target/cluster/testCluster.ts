import type { ClusterObject } from './api/clusterApi.ts';
import type { ClusterObjects, ObjectsKey } from './clusterObjects.ts';
import type { GpuView, NodeView } from './clusterView.ts';
import { readClusterView } from './view/readView.ts';
import { readObjects } from './readObjects.ts';

/** Objects for tests, as an API server sends them. */

interface NodeParts {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly allocatable?: Readonly<Record<string, string>>;
  readonly conditions?: readonly object[];
  readonly taints?: readonly object[];
  readonly unschedulable?: boolean;
}

export function nodeObject(
  name: string,
  { labels, annotations, allocatable, conditions, taints, unschedulable }: NodeParts,
): ClusterObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, uid: `uid-${name}`, labels: { 'kubernetes.io/hostname': name, ...labels }, annotations },
    spec: { taints, unschedulable },
    status: { allocatable: { cpu: '64', memory: '512Gi', pods: '110', ...allocatable }, conditions },
  };
}

interface PodParts {
  readonly namespace?: string;
  readonly node?: string;
  readonly phase?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly schedulerName?: string;
  /** Limits of its only container, `main`. */
  readonly limits?: Readonly<Record<string, string>>;
  readonly spec?: object;
  readonly status?: object;
  readonly metadata?: object;
  readonly owner?: { readonly kind: string; readonly name: string; readonly uid?: string };
  readonly isReady?: boolean;
}

export function podObject(name: string, parts: PodParts = {}): ClusterObject {
  const { namespace = 'team', node, limits, owner, isReady = false } = parts;
  const condition = (type: string): object => ({ type, status: 'True', lastTransitionTime: '2026-11-28T10:00:00Z' });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: `uid-${namespace}-${name}`,
      creationTimestamp: '2026-11-28T09:00:00Z',
      labels: parts.labels,
      annotations: parts.annotations,
      ...(owner && {
        ownerReferences: [{ apiVersion: 'apps/v1', controller: true, uid: `uid-${owner.kind}-${owner.name}`, ...owner }],
      }),
      ...parts.metadata,
    },
    spec: {
      schedulerName: parts.schedulerName ?? 'kai-scheduler',
      ...(node !== undefined && { nodeName: node }),
      containers: [{ name: 'main', resources: { ...(limits && { limits, requests: limits }) } }],
      ...parts.spec,
    },
    status: {
      phase: parts.phase ?? (node === undefined ? 'Pending' : 'Running'),
      conditions: [
        ...(node === undefined ? [] : [condition('PodScheduled'), condition('Initialized')]),
        ...(isReady ? [condition('Ready')] : []),
      ],
      ...parts.status,
    },
  };
}

export function clusterOf(objects: Partial<Record<ObjectsKey, readonly ClusterObject[]>>): ClusterObjects {
  return readObjects({ nodes: [], pods: [], ...objects });
}

/** The only node of the cluster. */
export function viewOfNode(objects: Partial<Record<ObjectsKey, readonly ClusterObject[]>>): NodeView {
  const [only, ...others] = readClusterView(clusterOf(objects)).nodes;
  if (only === undefined || others.length > 0) throw new Error(`${others.length + (only === undefined ? 0 : 1)} nodes`);
  return only;
}

/** A GPU in a line: `shared GPU-1 30000 free 0.6249: team/chat/main 0.5 40750 none`. */
export function describeGpu({ kind, id, freeMiB, freeShare, pieces, slices, unusable }: GpuView): string {
  const held = slices.map(({ id: slice, share, requestMiB, piece, enforcement, corePercent }) =>
    [slice, share, requestMiB, piece, corePercent === undefined ? undefined : `${corePercent}%`, enforcement]
      .filter((part) => part !== undefined)
      .join(' '),
  );
  const free = pieces?.map(({ name, free: left, total }) => `${left}/${total} ${name}`).join(' + ') ?? `${freeMiB ?? '-'}`;
  const why = unusable === undefined ? '' : ` (${unusable})`;
  return `${kind} ${id} ${free} free ${freeShare}${why}${held.length === 0 ? '' : `: ${held.join('; ')}`}`;
}
