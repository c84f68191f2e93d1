import type { TemplatePlace } from './templatePlace.ts';
import type { WorkloadKind } from './workloadKind.ts';

const inTemplate: readonly TemplatePlace[] = [{ shape: 'podTemplate', path: 'spec.template' }];

/** Kinds of Kubernetes itself. */
export const coreKinds: readonly WorkloadKind[] = [
  {
    group: '',
    versions: ['v1'],
    kind: 'Pod',
    templates: [{ shape: 'podTemplate', path: '' }],
    restartPolicies: ['Always', 'OnFailure', 'Never'],
    local: { neutralFields: {} },
  },
  {
    group: 'apps',
    versions: ['v1'],
    kind: 'Deployment',
    templates: inTemplate,
    restartPolicies: ['Always'],
    hasSelector: true,
    local: { neutralFields: { selector: 'any', replicas: ['1'], paused: ['false'] } },
  },
  {
    group: 'apps',
    versions: ['v1'],
    kind: 'StatefulSet',
    templates: inTemplate,
    restartPolicies: ['Always'],
    hasSelector: true,
    local: { neutralFields: { selector: 'any', replicas: ['1'] } },
  },
  {
    group: 'batch',
    versions: ['v1'],
    kind: 'Job',
    templates: inTemplate,
    restartPolicies: ['Never', 'OnFailure'],
    local: {
      neutralFields: {
        selector: 'any',
        manualSelector: 'any',
        completions: ['1'],
        parallelism: ['1'],
        completionMode: ['NonIndexed'],
        backoffLimit: ['0'],
        suspend: ['false'],
      },
    },
  },
  { group: 'apps', versions: ['v1'], kind: 'DaemonSet', templates: inTemplate, restartPolicies: ['Always'], hasSelector: true },
  { group: 'apps', versions: ['v1'], kind: 'ReplicaSet', templates: inTemplate, restartPolicies: ['Always'], hasSelector: true },
  { group: '', versions: ['v1'], kind: 'ReplicationController', templates: inTemplate, restartPolicies: ['Always'] },
  {
    group: 'batch',
    versions: ['v1'],
    kind: 'CronJob',
    templates: [{ shape: 'podTemplate', path: 'spec.jobTemplate.spec.template' }],
    restartPolicies: ['Never', 'OnFailure'],
  },
];
