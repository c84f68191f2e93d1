import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterObject } from '../api/clusterApi.ts';
import { earlierFields } from './earlierFields.ts';

const deployment = (labels: Record<string, string>, spec: object): ClusterObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'chat', namespace: 'team-a', uid: 'u', resourceVersion: '7', labels },
  spec,
  status: { replicas: 1 },
});

test('fields that were applied get their earlier values, new ones are left out, and what others wrote is not named', () => {
  const before = deployment(
    { app: 'chat', team: 'a' },
    { replicas: 3, paused: false, template: { spec: { containers: [{ name: 'a' }] } } },
  );
  const applied = deployment(
    { app: 'chat2', fresh: 'x' },
    { paused: true, template: { spec: { containers: [{ name: 'b' }], hostname: 'h' } } },
  );
  const after = deployment(
    { app: 'chat2', team: 'a', fresh: 'x' },
    { replicas: 3, paused: true, template: { spec: { containers: [{ name: 'b' }], hostname: 'h' } } },
  );
  assert.deepEqual(earlierFields(applied, before, after), {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'chat', namespace: 'team-a', uid: 'u', labels: { app: 'chat' } },
    spec: { paused: false, template: { spec: { containers: [{ name: 'a' }] } } },
  });
});

test('fields that the apply took out, or let fall back to what they are by default, come back', () => {
  const before = deployment(
    { app: 'chat', old: 'x' },
    { minReadySeconds: 5, replicas: 2, paused: false, strategy: { type: 'Recreate', more: 1 } },
  );
  const applied = deployment({ app: 'chat' }, {});
  const after = deployment({ app: 'chat' }, { replicas: 1, paused: false, strategy: { type: 'Recreate' } });
  const { metadata, ...rest } = earlierFields(applied, before, after);
  assert.deepEqual(metadata['labels'], { app: 'chat', old: 'x' });
  assert.deepEqual(rest['spec'], { minReadySeconds: 5, replicas: 2, strategy: { more: 1 } });
});

test('what a Secret says in stringData is kept by the server as data', () => {
  const secret = (content: object): ClusterObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, ...content });
  const earlier = earlierFields(
    secret({ stringData: { a: 'new' } }),
    secret({ data: { a: 'b2xk', b: 'b3RoZXI=' } }),
    secret({ data: { a: 'bmV3', b: 'b3RoZXI=' } }),
  );
  assert.deepEqual([earlier['data'], earlier['stringData']], [{ a: 'b2xk' }, undefined]);
});
