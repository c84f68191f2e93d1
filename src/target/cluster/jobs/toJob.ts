import * as l10n from '@vscode/l10n';
import { mib, share } from '../../../gpu/quantity.ts';
import type { Slice } from '../../../gpu/slice.ts';
import type { Job, JobState } from '../../../protocol/agent.ts';
import type { KubeContext } from '../clusterConnection.ts';
import type { ClusterObjects } from '../clusterObjects.ts';
import type { ClusterView, WorkloadView } from '../clusterView.ts';
import { explainStop } from '../why/explainStop.ts';
import { explainWaiting } from '../why/explainWaiting.ts';
import { wholeGpu } from './absentJob.ts';
import { readServing } from './serving.ts';

/** A workload of a cluster as a job of the panel. `createdAt` stands in where the cluster does not tell since when it is there. */
export function toJob(
  workload: WorkloadView,
  context: KubeContext,
  objects: ClusterObjects,
  view: ClusterView,
  createdAt: number,
): Job {
  const { pods, namespace, name, kind, since } = workload;
  const [first] = pods;
  const request = workload.request ?? wholeGpu;
  const serving = first && readServing(first.pod, request.container);
  const state = stateOf(workload);
  const slices = pods.flatMap(({ places }) => places.map(({ node, gpu, slice }) => toSlice(`${node}/${gpu}`, slice)));
  const products = new Set(
    pods.flatMap(({ places }) => places.map(({ node }) => view.nodes.find((each) => each.name === node)?.product ?? '')),
  );
  const isSimulated = pods.some(({ pod }) => view.nodes.find((each) => each.name === pod.nodeName)?.isSimulated === true);
  const isLive = state === 'waiting' || state === 'starting' || state === 'running';
  return {
    id: `${context.id}/${workload.id}`,
    target: context.name,
    name,
    identity: { kind, namespace, name },
    state,
    ...progressOf(workload, objects, view),
    engine: {
      id: serving?.server?.id ?? 'unknown',
      label: serving?.server?.label ?? shortImage(serving?.container.image ?? ''),
    },
    model: serving?.model ?? '',
    ...(serving?.port !== undefined && { port: serving.port }),
    slices: isLive ? slices : [],
    request,
    product: [...products].filter(Boolean).join(', '),
    simulated: isSimulated,
    createdAt: first?.pod.createdAt ?? createdAt,
    ...(state === 'running' && since !== undefined && { readyAt: since }),
    ...(!isLive && { endedAt: since ?? createdAt, ...exitOf(workload, objects, view) }),
    notes: serving?.server?.metrics === null ? [tellsNothing(serving.server.label)] : [],
  };
}

function tellsNothing(label: string): string {
  return l10n.t('{0} tells no metrics: its figures are of the traffic sent from here only.', label);
}

function stateOf({ state }: WorkloadView): JobState {
  switch (state) {
    case 'waiting':
    case 'starting':
    case 'running':
    case 'failed':
      return state;
    case 'degraded':
      return 'running';
    case 'finished':
    case 'suspended':
      return 'stopped';
  }
}

function progressOf(workload: WorkloadView, objects: ClusterObjects, view: ClusterView): Pick<Job, 'progress'> {
  switch (workload.state) {
    case 'waiting':
      return { progress: explainWaiting(workload, objects, view).headline };
    case 'degraded':
      return { progress: explainStop(workload, objects, view).headline };
    case 'starting':
    case 'running':
    case 'failed':
    case 'finished':
    case 'suspended':
      return {};
  }
}

function exitOf(workload: WorkloadView, objects: ClusterObjects, view: ClusterView): Pick<Job, 'exit'> {
  if (workload.state !== 'failed') return {};
  const { headline } = explainStop(workload, objects, view);
  const end = workload.pods.flatMap(({ pod }) => pod.statuses.map((status) => status.lastEnd ?? status.state)).find(hasCode);
  return { exit: { code: end?.exitCode ?? null, signal: null, message: headline } };
}

function hasCode<T extends object>(end: T): end is T & { readonly exitCode: number } {
  return 'exitCode' in end && end.exitCode !== 0;
}

function toSlice(deviceUuid: string, slice: WorkloadView['pods'][number]['places'][number]['slice']): Slice {
  const requestMiB = slice.requestMiB ?? mib(0);
  return {
    deviceUuid,
    holder: slice.pod.name,
    share: slice.share ?? share(1),
    requestMiB,
    limitMiB: slice.limitMiB ?? requestMiB,
    enforcement: slice.enforcement,
  };
}

/** `vllm-openai:v0.9` of `registry.example/team/vllm-openai:v0.9@sha256:…`. */
function shortImage(image: string): string {
  return image.split('@', 1)[0]?.split('/').at(-1) ?? image;
}
