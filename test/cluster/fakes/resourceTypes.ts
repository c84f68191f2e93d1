import type { ClusterObject, ObjectRef, ResourceType } from '../../../src/target/cluster/api/clusterApi.ts';

function type(group: string, version: string, kind: string, isNamespaced = true): ResourceType {
  const plural = `${kind.toLowerCase()}${kind.endsWith('s') ? 'es' : 's'}`;
  return { group, version, kind, plural, isNamespaced };
}

/** What the stand-ins follow. */
export const watchedTypes: readonly ResourceType[] = [
  type('', 'v1', 'Namespace', false),
  type('', 'v1', 'Node', false),
  type('', 'v1', 'Pod'),
  type('', 'v1', 'ConfigMap'),
  type('', 'v1', 'Service'),
  type('apps', 'v1', 'Deployment'),
  type('apps', 'v1', 'ReplicaSet'),
  type('apps', 'v1', 'StatefulSet'),
  type('batch', 'v1', 'Job'),
  type('autoscaling', 'v2', 'HorizontalPodAutoscaler'),
  type('scheduling.k8s.io', 'v1', 'PriorityClass', false),
  type('scheduling.run.ai', 'v2', 'Queue', false),
  type('scheduling.run.ai', 'v2alpha2', 'PodGroup'),
  type('scheduling.run.ai', 'v1alpha2', 'BindRequest'),
  type('leaderworkerset.x-k8s.io', 'v1', 'LeaderWorkerSet'),
  type('apps.nvidia.com', 'v1alpha1', 'NIMService'),
  type('nvidia.com', 'v1beta1', 'DynamoGraphDeployment'),
];

const types = [
  ...watchedTypes,
  type('', 'v1', 'Event'),
  type('admissionregistration.k8s.io', 'v1', 'MutatingWebhookConfiguration', false),
  type('admissionregistration.k8s.io', 'v1', 'ValidatingWebhookConfiguration', false),
];

export function refOf({ kind, metadata: { name, namespace } }: ClusterObject): ObjectRef {
  const found = types.find((each) => each.kind === kind);
  if (found === undefined) throw new Error(`stand-ins know no kind ${kind}`);
  return { type: found, name, ...(found.isNamespaced && { namespace: namespace ?? 'default' }) };
}
