import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClusterError } from '../cluster/api/clusterError.ts';
import { applyObjects, type ApplyResult } from '../cluster/deploy/applyObjects.ts';
import { FakeApi, objectsOf, someTypes } from '../cluster/deploy/fakeApi.ts';
import { planObjects } from '../cluster/deploy/planObjects.ts';
import { takeBack } from './takeBack.ts';

const text = `apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
---
apiVersion: v1
kind: Pod
metadata: { name: bench-chat }
spec: { containers: [{ name: server, envFrom: [{ configMapRef: { name: settings } }] }] }`;

async function applied(fake: FakeApi): Promise<readonly ApplyResult[]> {
  return applyObjects(fake.api, planObjects(objectsOf(text), someTypes, 'team-a').planned, { isForced: false });
}

test('what was made for a copy is deleted, and nothing else', async () => {
  const fake = new FakeApi();
  const [other] = planObjects(objectsOf('apiVersion: v1\nkind: Service\nmetadata: { name: chat }'), someTypes, 'team-a').planned;
  assert.ok(other);
  await fake.api.apply(other.ref, other.object, { fieldManager: 'another' });
  assert.deepEqual(await takeBack(fake.api, 'bench-chat', await applied(fake), []), []);
  assert.deepEqual([...fake.objects.keys()], ['Service/team-a/chat']);
});

test('a copy of which no answer told whether it was made is deleted by its name, another object of that kind is not', async () => {
  const fake = new FakeApi();
  const results = (await applied(fake)).map(({ planned }): ApplyResult => ({
    planned,
    outcome: { kind: 'unknown', message: 'no answer' },
  }));
  assert.deepEqual(await takeBack(fake.api, 'bench-chat', results, []), []);
  assert.deepEqual([...fake.objects.keys()], ['ConfigMap/team-a/settings']);
  assert.deepEqual(await takeBack(fake.api, 'bench-chat', results, []), [], 'gone is no failure');
});

test('what cannot be deleted at first is tried again, and told with its reason when it stays', async () => {
  const fake = new FakeApi();
  const results = await applied(fake);
  let refusals = 1;
  fake.refuse = (title) => {
    if (title === 'Pod bench-chat' && refusals-- > 0) throw new ClusterError('unreachable', 'no route to it');
  };
  assert.deepEqual(await takeBack(fake.api, 'bench-chat', results, [1]), []);
  assert.equal(fake.objects.size, 0);
  const again = await applied(fake);
  refusals = 9;
  assert.deepEqual(await takeBack(fake.api, 'bench-chat', again, [1]), ['Pod bench-chat: no route to it']);
  assert.deepEqual([...fake.objects.keys()], ['Pod/team-a/bench-chat']);
});
