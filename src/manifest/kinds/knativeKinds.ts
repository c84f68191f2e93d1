import type { TemplatePlace } from './templatePlace.ts';
import type { WorkloadKind } from './workloadKind.ts';

const group = 'serving.knative.dev';

/** `schedulerName` needs Knative's feature flag `kubernetes.podspec-schedulername`. */
const templates: readonly TemplatePlace[] = [
  {
    shape: 'podTemplate',
    path: 'spec.template',
    containers: { unnamed: 'user-container', injectedLast: ['queue-proxy'] },
  },
];

/** Kinds of Knative Serving. Its `Service` is not that of Kubernetes. */
export const knativeKinds: readonly WorkloadKind[] = [
  { group, versions: ['v1'], kind: 'Service', templates },
  { group, versions: ['v1'], kind: 'Configuration', templates },
];
