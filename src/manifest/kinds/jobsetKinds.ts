import type { WorkloadKind } from './workloadKind.ts';

/** Kinds of Kubernetes' working groups that create several Jobs or StatefulSets as one. */
export const jobsetKinds: readonly WorkloadKind[] = [
  {
    group: 'jobset.x-k8s.io',
    versions: ['v1alpha2'],
    kind: 'JobSet',
    // `replicatedJobs[*].template.metadata` is that of the Jobs.
    templates: [{ shape: 'podTemplate', path: 'spec.replicatedJobs[*].template.spec.template' }],
  },
  {
    group: 'leaderworkerset.x-k8s.io',
    versions: ['v1'],
    kind: 'LeaderWorkerSet',
    templates: [
      // Without it the workers' template serves the leader too.
      { shape: 'podTemplate', path: 'spec.leaderWorkerTemplate.leaderTemplate', role: 'leader', isOptional: true },
      { shape: 'podTemplate', path: 'spec.leaderWorkerTemplate.workerTemplate', role: 'worker' },
    ],
  },
  {
    group: 'disaggregatedset.x-k8s.io',
    versions: ['v1'],
    kind: 'DisaggregatedSet',
    templates: [
      { shape: 'podTemplate', path: 'spec.roles[*].spec.leaderWorkerTemplate.leaderTemplate', role: 'leader', isOptional: true },
      { shape: 'podTemplate', path: 'spec.roles[*].spec.leaderWorkerTemplate.workerTemplate', role: 'worker' },
    ],
  },
];
