import type { ResourceType } from '../api/clusterApi.ts';

/** Kinds that others need before they can work, in that order; then all kinds that stand in neither list. */
const first: readonly (readonly string[])[] = [
  ['Namespace'],
  ['CustomResourceDefinition'],
  ['PriorityClass', 'RuntimeClass', 'StorageClass', 'DeviceClass', 'ResourceQuota', 'LimitRange', 'Queue'],
  ['ServiceAccount', 'ClusterRole', 'Role'],
  ['ClusterRoleBinding', 'RoleBinding'],
  ['Secret', 'ConfigMap', 'PersistentVolume', 'PersistentVolumeClaim', 'ResourceClaim', 'ResourceClaimTemplate'],
  ['ServingRuntime', 'ClusterServingRuntime', 'TrainingRuntime', 'ClusterTrainingRuntime', 'NIMCache'],
  // Before the pods, which get the addresses of Services that are there as environment.
  ['Service', 'NetworkPolicy'],
];

/** What looks at a workload, or stands in the way of all that comes after it. */
const last: readonly (readonly string[])[] = [
  ['HorizontalPodAutoscaler', 'PodDisruptionBudget', 'ScaledObject', 'Ingress', 'HTTPRoute', 'ServiceMonitor', 'PodMonitor'],
  ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration', 'APIService'],
];

/** Lower is applied before; what is equal stays in the order of the text. */
export function applyRank({ kind, group }: ResourceType): number {
  // Knative's is a workload
  if (kind === 'Service' && group !== '') return first.length;
  const before = first.findIndex((kinds) => kinds.includes(kind));
  if (before !== -1) return before;
  const after = last.findIndex((kinds) => kinds.includes(kind));
  return first.length + 1 + after;
}
