import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPlainObjects } from './plainObjects.ts';

const service = `apiVersion: v1
kind: Service
metadata: { name: chat, namespace: team-a }
spec:
  ports: [{ port: 8000 }]
`;

test('every document is an object at its place, whatever its kind; empty ones are none', () => {
  const text = `# a comment\n---\n${service}---\n# nothing\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: token\nstringData: { a: yes }\n`;
  const { objects, problems } = readPlainObjects(text);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    objects.map(({ kind, name, namespace, range }) => [kind, name, namespace, range.start.line]),
    [
      ['Service', 'chat', 'team-a', 2],
      ['Secret', 'token', undefined, 10],
    ],
  );
  assert.deepEqual(objects[0]?.content, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'chat', namespace: 'team-a' },
    spec: { ports: [{ port: 8000 }] },
  });
  // as kubectl reads it
  assert.deepEqual(objects[1]?.content['stringData'], { a: true });
});

test('anchors, aliases and merge keys are sent as what they stand for', () => {
  const text =
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels: &l { app: a }\n  annotations:\n    <<: *l\n    b: "1"\nspec: { nodeSelector: *l, empty: , list: [] }\n';
  assert.deepEqual(readPlainObjects(text).objects[0]?.content, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a', labels: { app: 'a' }, annotations: { b: '1', app: 'a' } },
    spec: { nodeSelector: { app: 'a' }, empty: null, list: [] },
  });
});

test('lists are their items, which may leave their kind to a list of one kind', () => {
  const item = '- metadata: { name: a }\n';
  const full = '- apiVersion: v1\n  kind: Service\n  metadata: { name: b }\n';
  const of = (text: string): unknown[] => readPlainObjects(text).objects.map(({ content }) => content);
  assert.deepEqual(of(`apiVersion: v1\nkind: PodList\nitems:\n${item}`), [
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } },
  ]);
  assert.deepEqual(of(`apiVersion: v1\nkind: List\nitems:\n${full}`), [
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'b' } },
  ]);
  assert.equal(readPlainObjects(`apiVersion: v1\nkind: List\nitems:\n${item}`).problems[0]?.reason, 'notAnObject');
});

test('what cannot be sent is told with its reason and line, and the others are read', () => {
  const bad = [
    ['notYaml', 'kind: [Pod\n', 'this is not YAML'],
    ['notAnObject', 'kind: Pod\nmetadata: { name: a }\n', 'no apiVersion'],
    ['notAnObject', 'apiVersion: v1\nmetadata: { name: a }\n', 'no kind'],
    ['notAnObject', '- a\n- b\n', 'no object of Kubernetes'],
    ['notAnObject', 'apiVersion: v1\nkind: Pod\nmetadata: {}\n', 'this Pod has no metadata.name'],
    ['generatedName', 'apiVersion: v1\nkind: Job\nmetadata: { generateName: run- }\n', 'generateName "run-"'],
    ['unrendered', 'apiVersion: v1\nkind: Service\nmetadata: { name: "{{ .Release.Name }}" }\n', 'yet to be filled in'],
    ['unrendered', 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { clusterIP: "${IP}" }\n', 'yet to be filled in'],
    ['unrendered', `{{- if .Values.on }}\n${service}{{- end }}\n`, 'yet to be filled in'],
  ] as const;
  for (const [reason, text, message] of bad) {
    const { objects, problems } = readPlainObjects(`${service}---\n${text}`);
    assert.equal(objects.length, 1, text);
    assert.deepEqual([problems.length, problems[0]?.reason], [1, reason], text);
    assert.ok(problems[0]?.message.includes(message), `${problems[0]?.message} of ${text}`);
    assert.ok((problems[0]?.range.start.line ?? 0) >= 5, text);
  }
});

test('scripts in a ConfigMap are texts, in which dollars and braces are meant so', () => {
  const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  run.sh: |\n    echo ${HOME} {{ x }} $(date)\n';
  const { objects, problems } = readPlainObjects(text);
  assert.deepEqual(problems, []);
  assert.deepEqual(objects[0]?.content['data'], { 'run.sh': 'echo ${HOME} {{ x }} $(date)\n' });
});

test('a text that is none, or too large, is told and not read', () => {
  assert.equal(readPlainObjects('\0\0\0').problems[0]?.reason, 'notRead');
  assert.equal(readPlainObjects('a: b\n'.repeat(300_000)).problems[0]?.reason, 'notRead');
});

test('aliases that grow without end are refused', () => {
  const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`);
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\nl0: &l0 x\n${levels.join('\n')}\n`;
  assert.equal(readPlainObjects(text).problems[0]?.reason, 'notRead');
});
