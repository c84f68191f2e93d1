import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterObject } from '../api/clusterApi.ts';
import { trimObject } from './trimObject.ts';

const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [] } };
const lastApplied = { 'kubectl.kubernetes.io/last-applied-configuration': '{}' };

const cases: readonly { readonly name: string; readonly object: ClusterObject; readonly trimmed: ClusterObject }[] = [
  {
    name: 'a pod keeps metadata, spec and status',
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', managedFields: [{ manager: 'kubelet' }], annotations: { 'gpu-fraction': '0.5', ...lastApplied } },
      spec: { containers: [{ name: 'main' }] },
      status: { phase: 'Running' },
    },
    trimmed: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', annotations: { 'gpu-fraction': '0.5' } },
      spec: { containers: [{ name: 'main' }] },
      status: { phase: 'Running' },
    },
  },
  {
    name: 'a ReplicaSet of a Deployment has no template of its own',
    object: {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'r', ownerReferences: [{ kind: 'Deployment', name: 'd' }] },
      spec: { replicas: 0, template },
    },
    trimmed: {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'r', ownerReferences: [{ kind: 'Deployment', name: 'd' }] },
      spec: { replicas: 0 },
    },
  },
  ...[undefined, 'not a list', [{ kind: 'Rollout' }], [7]].map((ownerReferences) => {
    const object = { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'r', ownerReferences }, spec: { template } };
    return { name: `a ReplicaSet with the owners ${JSON.stringify(ownerReferences)} stays as it is`, object, trimmed: object };
  }),
  {
    name: 'absurd annotations and specs are no reason to fail',
    object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', annotations: 7 }, spec: 'none' },
    trimmed: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', annotations: {} }, spec: 'none' },
  },
];
for (const { name, object, trimmed } of cases) {
  test(name, () => assert.deepEqual(trimObject(object), trimmed));
}
