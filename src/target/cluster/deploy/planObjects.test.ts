import assert from 'node:assert/strict';
import { test } from 'node:test';
import { objectsOf, someTypes } from './fakeApi.ts';
import { planObjects, type ObjectPlan } from './planObjects.ts';

const plan = (...documents: readonly string[]): ObjectPlan =>
  planObjects(objectsOf(documents.join('\n---\n')), someTypes, 'team-a');
const document = (apiVersion: string, kind: string, name: string, more = ''): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}${more} }`;

test('what others need comes first; what looks at a workload comes last; all else stays in the order of the text', () => {
  const { planned } = plan(
    document('autoscaling/v2', 'HorizontalPodAutoscaler', 'chat'),
    document('apps/v1', 'Deployment', 'b'),
    document('apps/v1', 'Deployment', 'a'),
    document('v1', 'Service', 'chat'),
    document('v1', 'Secret', 'token'),
    document('v1', 'Namespace', 'team-a'),
  );
  assert.deepEqual(
    planned.map(({ title }) => title),
    ['Namespace team-a', 'Secret token', 'Service chat', 'Deployment b', 'Deployment a', 'HorizontalPodAutoscaler chat'],
  );
});

test('objects get the chosen namespace, keep one of their own, and those of the cluster get none', () => {
  const { planned } = plan(
    document('v1', 'Namespace', 'other'),
    document('v1', 'Service', 'mine'),
    document('v1', 'Service', 'theirs', ', namespace: other'),
  );
  assert.deepEqual(
    planned.map(({ title, ref, object, ownNamespace, comesAfter }) => [
      title,
      ref.namespace,
      object.metadata.namespace,
      ownNamespace,
      comesAfter,
    ]),
    [
      ['Namespace other', undefined, undefined, undefined, undefined],
      ['Service mine', 'team-a', 'team-a', undefined, undefined],
      ['Service theirs', 'other', 'other', 'other', 'Namespace other'],
    ],
  );
});

test('the version that the text names is the one that is asked for', () => {
  const { planned } = plan(document('autoscaling/v1', 'HorizontalPodAutoscaler', 'chat'));
  assert.equal(planned[0]?.ref.type.version, 'v1');
});

test('a kind that the cluster does not serve is told with what brings it', () => {
  const cases = [
    [
      'apps.nvidia.com/v1alpha1',
      'NIMService',
      'the cluster does not serve NIMService (apps.nvidia.com/v1alpha1). Install the NIM operator',
    ],
    ['example.org/v1', 'Chat', 'the cluster does not serve Chat (example.org/v1). Install what brings it'],
    ['extensions/v1beta1', 'Deployment', 'does not serve Deployment (extensions/v1beta1), but Deployment (apps/v1)'],
  ] as const;
  for (const [apiVersion, kind, message] of cases) {
    const { planned, problems } = plan(document('v1', 'Service', 'chat'), document(apiVersion, kind, 'a'));
    assert.equal(planned.length, 1);
    assert.deepEqual([problems.length, problems[0]?.reason], [1, 'unknownKind']);
    assert.ok(problems[0]?.message.includes(message), problems[0]?.message);
  }
});

test('a kind that the text itself brings is known by its definition', () => {
  const definition = `${document('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'chats.example.org')}
spec: { group: example.org, scope: Cluster, names: { kind: Chat, plural: chats }, versions: [{ name: v1 }] }`;
  const { planned, problems } = plan(document('example.org/v1', 'Chat', 'a'), definition);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    planned.map(({ title, comesAfter }) => [title, comesAfter]),
    [
      ['CustomResourceDefinition chats.example.org', undefined],
      ['Chat a', 'CustomResourceDefinition chats.example.org'],
    ],
  );
  assert.deepEqual(planned[1]?.ref, {
    type: { group: 'example.org', version: 'v1', kind: 'Chat', plural: 'chats', isNamespaced: false },
    name: 'a',
  });
});

test('an object that stands twice is told with both lines', () => {
  const { planned, problems } = plan(
    document('v1', 'Service', 'chat'),
    document('v1', 'Service', 'chat', ', namespace: other'),
    document('v1', 'Service', 'chat', ', namespace: team-a'),
  );
  assert.equal(planned.length, 2);
  assert.deepEqual([problems[0]?.reason, problems[0]?.message.includes('lines 1 and 9')], ['twice', true]);
});
