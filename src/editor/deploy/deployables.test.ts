import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { readDeployables } from './deployables.ts';

const pod = (name: string, annotation: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  annotations:
    ${annotation}
spec:
  schedulerName: kai-scheduler
  containers:
    - name: server
      image: example.org/server:1
`;

test('the sample asks for half of one GPU, without errors', async () => {
  const text = await readFile(new URL('../../../samples/chat-half-gpu.yaml', import.meta.url), 'utf8');
  const { deployables, strayErrors } = await readDeployables(text);
  const [chat] = deployables;
  assert.equal(deployables.length, 1);
  assert.equal(chat?.isRequestInFile, true);
  assert.deepEqual(chat.request.request, { kind: 'share', share: 0.5 });
  assert.deepEqual([...chat.errors, ...strayErrors], []);
});

test('an error belongs to its own workload and hides no other', async () => {
  const text = `${pod('good', 'gpu-fraction: "0.25"')}---\n${pod('bad', 'gpu-fraction: "50%"')}`;
  const { deployables } = await readDeployables(text);
  assert.deepEqual(
    deployables.map(({ workload, errors }) => [workload.name.value, errors.map(({ rule }) => rule)]),
    [
      ['good', []],
      ['bad', ['fraction-value']],
    ],
  );
});

test('a workload that asks for no GPU starts from one whole GPU, which is not the file asking', async () => {
  const { deployables } = await readDeployables(pod('plain', 'note: none'));
  assert.equal(deployables[0]?.isRequestInFile, false);
  assert.deepEqual(deployables[0].request, { devices: 1, request: { kind: 'share', share: 1 }, container: 'server' });
});

test('a file without workloads names what it has', async () => {
  const text =
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n---\napiVersion: v1\nkind: "ConfigMap"\nmetadata:\n  name: b\n';
  const content = await readDeployables(text);
  assert.deepEqual(content.deployables, []);
  assert.deepEqual(content.kinds, ['Service', 'ConfigMap']);
});

test('a document that does not parse is an error outside of every workload', async () => {
  const { deployables, strayErrors } = await readDeployables(`${pod('good', 'gpu-fraction: "0.25"')}---\nkind: [Pod\n`);
  assert.equal(deployables[0]?.errors.length, 0);
  assert.ok(strayErrors.length > 0);
});

test('a template that is not rendered is refused with what is missing and the cure', async () => {
  const refusalOf = async (text: string): Promise<string | undefined> => (await readDeployables(text)).deployables[0]?.refusal;
  const plain = pod('chat', 'gpu-fraction: "0.5"');
  assert.equal(await refusalOf(plain), undefined);
  const texts = [
    pod('chat', 'gpu-fraction: {{ .Values.share | quote }}'),
    pod('chat', 'gpu-fraction: $(SHARE)'),
    plain.replace('example.org/server:1', '"{{ .Values.image }}"'),
    plain.replace('chat', '{{ .Release.Name }}'),
    `{{- if .Values.enabled }}\n${plain}{{- end }}\n`,
    `${plain}      args: ["--model={{ .Values.model }}"]\n`,
  ];
  for (const text of texts) assert.match((await refusalOf(text)) ?? text, /^\S.*: .* is yet to be filled in.*helm template/);
  const meant = [
    `${plain}      args: ["--chat-template={% for m in messages %}{{ m.content }}{% endfor %}"]\n`,
    pod('chat', 'note: "{{ with secret }}"'),
    `${plain}      args:\n        - |\n          {{ message }}\n`,
    `${plain}      env: [{ name: A, value: a }]\n      command: ["echo", "$(A)"]\n`,
  ];
  for (const text of meant) assert.equal(await refusalOf(text), undefined, text);
});
