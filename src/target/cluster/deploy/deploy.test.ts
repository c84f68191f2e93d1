import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClusterError } from '../api/clusterError.ts';
import { applyObjects, type ApplyResult } from './applyObjects.ts';
import { dryRun, type DryRun } from './dryRun.ts';
import { FakeApi, objectsOf, someTypes } from './fakeApi.ts';
import { planObjects, type PlannedObject } from './planObjects.ts';
import { undoApply } from './undoApply.ts';

const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { a: "1" }';
const service = 'apiVersion: v1\nkind: Service\nmetadata: { name: chat }\nspec: { type: ClusterIP }';
const pod = `apiVersion: v1
kind: Pod
metadata: { name: chat }
spec:
  containers:
    - name: server
      envFrom: [{ configMapRef: { name: settings } }]`;

const planned = (...texts: readonly string[]): readonly PlannedObject[] =>
  planObjects(objectsOf(texts.join('\n---\n')), someTypes, 'team-a').planned;
const kinds = (results: readonly (ApplyResult | DryRun)[]): Record<string, string> =>
  Object.fromEntries(results.map((result) => [result.planned.title, result.outcome.kind]));
const refusing =
  (wanted: string, error: ClusterError): FakeApi['refuse'] =>
  (title) => {
    if (title === wanted) throw error;
  };
const invalid = new ClusterError('invalid', 'spec: Forbidden.', { status: 422 });

test('a dry run says of each object what would become of it, and keeps nothing', async () => {
  const fake = new FakeApi();
  await applyObjects(fake.api, planned(service, config), { isForced: false });
  const kept = [...fake.objects.values()];
  fake.refuse = refusing('Pod chat', invalid);
  const results = await dryRun(
    fake.api,
    planned(service, config.replace('"1"', '"2"'), pod, pod.replace('name: chat', 'name: b')),
  );
  assert.deepEqual(kinds(results), {
    'ConfigMap settings': 'changed',
    'Service chat': 'unchanged',
    'Pod chat': 'refused',
    'Pod b': 'created',
  });
  assert.deepEqual([...fake.objects.values()], kept);
});

test('a conflict is told with its owner, and with what taking the fields over would make', async () => {
  const fake = new FakeApi();
  await applyObjects(fake.api, planned(config), { isForced: false });
  const conflicts = [{ manager: 'kubectl-client-side-apply', field: '.data.a' }];
  fake.refuse = (_title, options) => {
    if (options !== undefined && 'isForced' in options && options.isForced === true) return;
    throw new ClusterError('conflict', 'Apply failed', { status: 409, conflicts });
  };
  const next = planned(config.replace('"1"', '"2"'));
  const [result] = await dryRun(fake.api, next);
  assert.ok(result?.outcome.kind === 'conflict');
  assert.deepEqual(result.outcome.conflicts, conflicts);
  assert.deepEqual([result.outcome.before['data'], result.outcome.after['data']], [{ a: '1' }, { a: '2' }]);
  assert.deepEqual(kinds(await applyObjects(fake.api, next, { isForced: false })), { 'ConfigMap settings': 'conflict' });
  assert.deepEqual(kinds(await applyObjects(fake.api, next, { isForced: true })), { 'ConfigMap settings': 'changed' });
});

test('a namespace that is not there is told by name; one of the same text makes the check wait', async () => {
  const fake = new FakeApi();
  const notFound = new ClusterError('notFound', 'namespaces "team-a" not found', { status: 404 });
  fake.refuse = refusing('Service chat', notFound);
  const [refused] = await dryRun(fake.api, planned(service));
  assert.ok(refused?.outcome.kind === 'refused');
  assert.match(refused.outcome.message, /^namespace "team-a" is not there\. Create it/);
  const both = await dryRun(fake.api, planned('apiVersion: v1\nkind: Namespace\nmetadata: { name: team-a }', service));
  assert.deepEqual(kinds(both), { 'Namespace team-a': 'created', 'Service chat': 'unchecked' });
});

test('a cluster that does not answer is not the fault of an object', async () => {
  const fake = new FakeApi();
  fake.refuse = refusing('Service chat', new ClusterError('unreachable', 'no answer'));
  await assert.rejects(dryRun(fake.api, planned(service)), { reason: 'unreachable' });
});

test('after a failure the others go on, but for those that need what failed', async () => {
  const fake = new FakeApi();
  fake.refuse = refusing('ConfigMap settings', invalid);
  const results = await applyObjects(fake.api, planned(config, service, pod), { isForced: false });
  assert.deepEqual(kinds(results), { 'ConfigMap settings': 'refused', 'Service chat': 'created', 'Pod chat': 'skipped' });
  assert.deepEqual(
    results.flatMap(({ outcome }) => (outcome.kind === 'skipped' ? [outcome.missing] : [])),
    ['ConfigMap settings'],
  );
});

test('a cancel sends no other object, and says so of each', async () => {
  const fake = new FakeApi();
  const controller = new AbortController();
  const results = await applyObjects(fake.api, planned(config, service, pod), {
    isForced: false,
    signal: controller.signal,
    onProgress: (object) => {
      if (object.title === 'Service chat') controller.abort();
    },
  });
  assert.deepEqual(kinds(results), { 'ConfigMap settings': 'created', 'Service chat': 'created', 'Pod chat': 'notSent' });
  assert.deepEqual(fake.applied, ['ConfigMap settings', 'Service chat']);
});

test('without an answer nobody knows whether an object was taken, and no other is sent', async () => {
  const fake = new FakeApi();
  fake.refuse = refusing('Service chat', new ClusterError('timedOut', 'No answer in 30 s.'));
  const results = await applyObjects(fake.api, planned(config, service, pod), { isForced: false });
  assert.deepEqual(kinds(results), { 'ConfigMap settings': 'created', 'Service chat': 'unknown', 'Pod chat': 'notSent' });
});

test('an undo deletes what was created, by its uid and the last first, and gives back what was changed', async () => {
  const fake = new FakeApi();
  await applyObjects(fake.api, planned(config), { isForced: false });
  const results = await applyObjects(fake.api, planned(config.replace('"1"', '"2"'), service, pod), { isForced: false });
  assert.deepEqual(kinds(results), { 'ConfigMap settings': 'changed', 'Service chat': 'created', 'Pod chat': 'created' });
  const undone = await undoApply(fake.api, results);
  assert.deepEqual(
    undone.map(({ planned: { title }, outcome }) => [title, outcome.kind]),
    [
      ['Pod chat', 'deleted'],
      ['Service chat', 'deleted'],
      ['ConfigMap settings', 'restored'],
    ],
  );
  assert.deepEqual(
    [...fake.objects.values()].map(({ kind, data }) => [kind, data]),
    [['ConfigMap', { a: '1' }]],
  );
  const deleted = fake.calls.filter(({ verb }) => verb === 'delete').map(({ options }) => options);
  assert.deepEqual(deleted, [
    { propagation: 'background', uid: 'uid-chat' },
    { propagation: 'background', uid: 'uid-chat' },
  ]);
});

test('an undo leaves alone what somebody deleted or made anew, and says what it could not take back', async () => {
  const fake = new FakeApi();
  const results = await applyObjects(fake.api, planned(config, service), { isForced: false });
  fake.objects.clear();
  assert.deepEqual(new Set((await undoApply(fake.api, results)).map(({ outcome }) => outcome.kind)), new Set(['gone']));
  fake.refuse = refusing('Service chat', new ClusterError('conflict', 'uid differs', { status: 409 }));
  assert.equal((await undoApply(fake.api, results))[0]?.outcome.kind, 'gone');
  fake.refuse = refusing('Service chat', new ClusterError('forbidden', 'may not delete', { status: 403 }));
  assert.deepEqual((await undoApply(fake.api, results))[0]?.outcome, { kind: 'notRestored', message: 'may not delete' });
});
