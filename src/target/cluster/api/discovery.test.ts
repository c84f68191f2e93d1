import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClusterError } from './clusterError.ts';
import { discoverTypes } from './discovery.ts';

const asking = (answers: Readonly<Record<string, unknown>>) => (path: string) => {
  const answer = answers[path];
  return answer === undefined
    ? Promise.reject(new ClusterError('server', `no ${path}`))
    : Promise.resolve(JSON.stringify(answer));
};

const resource = (plural: string, kind: string | undefined, scope = 'Namespaced') => ({
  resource: plural,
  scope,
  responseKind: kind === undefined ? null : { group: '', version: '', kind },
});

test('aggregated discovery: every resource in the first version that has it, without what has no kind', async () => {
  const core = {
    kind: 'APIGroupDiscoveryList',
    items: [{ versions: [{ version: 'v1', resources: [resource('pods', 'Pod'), resource('nodes', 'Node', 'Cluster')] }] }],
  };
  const groups = {
    kind: 'APIGroupDiscoveryList',
    items: [
      {
        metadata: { name: 'resource.k8s.io' },
        versions: [
          { version: 'v1', resources: [resource('resourceclaims', 'ResourceClaim')] },
          { version: 'v1beta1', resources: [resource('resourceclaims', 'ResourceClaim'), resource('old', 'Old', 'Cluster')] },
        ],
      },
      { metadata: { name: 'down.example' }, versions: [{ version: 'v1', freshness: 'Stale' }] },
      { metadata: { name: 'odd.example' }, versions: [{ version: 'v1', resources: [resource('things', undefined)] }] },
    ],
  };
  assert.deepEqual(await discoverTypes(asking({ '/api': core, '/apis': groups })), [
    { group: '', version: 'v1', plural: 'pods', kind: 'Pod', isNamespaced: true },
    { group: '', version: 'v1', plural: 'nodes', kind: 'Node', isNamespaced: false },
    { group: 'resource.k8s.io', version: 'v1', plural: 'resourceclaims', kind: 'ResourceClaim', isNamespaced: true },
    { group: 'resource.k8s.io', version: 'v1beta1', plural: 'old', kind: 'Old', isNamespaced: false },
  ]);
});

test('an older server is asked group by group, and a group that does not answer is left out', async () => {
  const answers = {
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/api/v1': {
      resources: [
        { name: 'pods', namespaced: true, kind: 'Pod' },
        { name: 'pods/log', namespaced: true, kind: 'Pod' },
      ],
    },
    '/apis': {
      kind: 'APIGroupList',
      groups: [
        { name: 'apps', versions: [{ version: 'v1beta1' }, { version: 'v1' }], preferredVersion: { version: 'v1' } },
        { name: 'metrics.k8s.io', versions: [{ version: 'v1' }], preferredVersion: { version: 'v1' } },
      ],
    },
    '/apis/apps/v1': { resources: [{ name: 'deployments', namespaced: true, kind: 'Deployment' }] },
    '/apis/apps/v1beta1': {
      resources: [
        { name: 'deployments', namespaced: true, kind: 'Deployment' },
        { name: 'scales', namespaced: true, kind: 'Scale' },
      ],
    },
  };
  assert.deepEqual(await discoverTypes(asking(answers)), [
    { group: '', version: 'v1', plural: 'pods', kind: 'Pod', isNamespaced: true },
    { group: 'apps', version: 'v1', plural: 'deployments', kind: 'Deployment', isNamespaced: true },
    { group: 'apps', version: 'v1beta1', plural: 'scales', kind: 'Scale', isNamespaced: true },
  ]);
});

test('a server that does not answer at all is an error', async () => {
  await assert.rejects(discoverTypes(asking({ '/api': { kind: 'APIVersions', versions: [] } })), (error) =>
    ClusterError.is(error),
  );
});
