import { randomBytes } from 'node:crypto';
import { podAnnotations } from '../rig/kwokConfiguration.ts';
import type { Rig } from '../rig/rig.ts';
import type { ClusterObject } from '../../../src/target/cluster/api/clusterApi.ts';
import { readPod } from '../../../src/target/cluster/objects/pod.ts';
import type { Sharing, SimulatedNode } from '../rig/nodes.ts';

/** A name that no other test uses. */
export function uniqueName(word: string): string {
  return `${word}-${randomBytes(3).toString('hex')}`;
}

/** A node of H100 that only pods with its name as `test-pool` come to. */
export function gpuNode(name: string, count: number, sharing: Sharing = { kind: 'whole' }): SimulatedNode {
  return { name, labels: { 'test-pool': name }, gpus: { product: 'NVIDIA-H100-80GB-HBM3', count, sharing } };
}

/** A container that asks for a whole GPU. */
export const oneGpu = {
  name: 'main',
  image: 'registry.example/llm:1',
  resources: { limits: { 'nvidia.com/gpu': '1' } },
} as const;

/** The spec of a pod that KAI gives a share, which an annotation names. */
export const fractionOf = { schedulerName: 'kai-scheduler', containers: [{ ...oneGpu, resources: {} }] };

interface PodOptions {
  readonly labels?: object;
  readonly annotations?: object;
  readonly spec?: object;
}

/** Annotation that leaves the status of a pod to the test. */
export const unplayed = { [podAnnotations.kubelet]: 'none' };

export function makePod(name: string, { labels = {}, annotations = {}, spec = {} }: PodOptions = {}): object {
  return { apiVersion: 'v1', kind: 'Pod', ...template({ name, labels, annotations }, spec) };
}

export function makeDeployment(
  name: string,
  { labels = {}, annotations = {}, spec = {} }: PodOptions = {},
  replicas = 1,
): object {
  const app = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: app },
      template: template({ labels: { ...app, ...labels }, annotations }, spec),
    },
  };
}

export function makeJob(name: string, job: object, pod: object, annotations: object = {}): object {
  const spec = { ...job, template: template({ annotations }, { restartPolicy: 'Never', ...pod }) };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec };
}

/** A queue of KAI that only one test uses; its bounds are of GPUs, -1 is without bound. */
export async function makeQueue(
  rig: Rig,
  gpu: { readonly quota: number; readonly limit: number },
  more: object = {},
  word = 'queue',
): Promise<AsyncDisposable & { readonly name: string }> {
  const name = uniqueName(word);
  const open = { quota: -1, limit: -1, overQuotaWeight: 1 };
  const resources = { gpu: { ...gpu, overQuotaWeight: 1 }, cpu: open, memory: open };
  const spec = { resources, ...more };
  await rig.apply([{ apiVersion: 'scheduling.run.ai/v2', kind: 'Queue', metadata: { name }, spec }]);
  return {
    name,
    [Symbol.asyncDispose]: async () => {
      await rig.kubectl(['delete', 'queue', name, '--wait=false']);
    },
  };
}

export function isRunning(pod: ClusterObject): boolean {
  return readPod(pod)?.phase === 'Running';
}

/** An event of a pod's kubelet. */
export function makeWarning(
  pod: string,
  namespace: string,
  { reason, message }: { readonly reason: string; readonly message: string },
): object {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: uniqueName(pod), namespace },
    involvedObject: { apiVersion: 'v1', kind: 'Pod', name: pod, namespace },
    type: 'Warning',
    reason,
    message,
    source: { component: 'kubelet' },
    lastTimestamp: new Date().toISOString(),
  };
}

function template(metadata: object, spec: object): { readonly metadata: object; readonly spec: object } {
  return { metadata, spec: { terminationGracePeriodSeconds: 0, containers: [oneGpu], ...spec } };
}
