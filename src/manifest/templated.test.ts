import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib, share } from '../gpu/quantity.ts';
import { applyEdits } from './edits.ts';
import { parseManifest } from './manifestFile.ts';
import { setFraction } from './setFraction.ts';

/** A chart's Deployment; each part can be written in another way. */
function chart(parts: {
  readonly annotations?: readonly string[];
  readonly pod?: readonly string[];
  readonly container?: readonly string[];
}): string {
  const { annotations = ['gpu-fraction: "0.5"'], pod = ['schedulerName: kai-scheduler'], container = ['image: x'] } = parts;
  const lines = (indent: number, written: readonly string[]): readonly string[] =>
    written.map((line) => (line.startsWith('{{') ? line : ' '.repeat(indent) + line));
  return `${[
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata: { name: chat, labels: { app: chat, kai.scheduler/queue: team } }',
    'spec:',
    '  selector: { matchLabels: { app: chat } }',
    '  template:',
    '    metadata:',
    '      labels: { app: chat }',
    '      annotations:',
    ...lines(8, annotations),
    '    spec:',
    ...lines(6, pod),
    '      containers:',
    '        - name: server',
    ...lines(10, container),
  ].join('\n')}\n`;
}

const found = (text: string): readonly string[] => {
  const { findings, lines } = parseManifest(text);
  return findings.map(({ rule, range }) => `${rule} at ${lines.slice(range)}`);
};

const silent: Readonly<Record<string, Parameters<typeof chart>[0]>> = {
  'a share': { annotations: ['gpu-fraction: {{ .Values.share | quote }}'] },
  'a share in quotes': { annotations: ['gpu-fraction: "{{ .Values.share }}"'] },
  'a share below its key': { annotations: ['gpu-fraction:', '  {{ .Values.share | quote }}'] },
  'a share of envsubst': { annotations: ['gpu-fraction: ${SHARE}'] },
  'a share of Kustomize': { annotations: ['gpu-fraction: $(SHARE)'] },
  'a share of Jinja': {
    annotations: ['gpu-fraction: "{{ share }}"', '{% if devices %}', 'gpu-fraction-num-devices: "2"', '{% endif %}'],
  },
  'a share of ERB': { annotations: ['gpu-fraction: "<%= share %>"'] },
  memory: { annotations: ['gpu-memory: {{ .Values.memory | quote }}'] },
  'a number of devices': { annotations: ['gpu-fraction: "0.5"', 'gpu-fraction-num-devices: {{ .Values.devices | quote }}'] },
  'the name of the container': { annotations: ['gpu-fraction: "0.5"', 'gpu-fraction-container-name: {{ .Chart.Name }}'] },
  'a limit': { annotations: ['gpu-fraction: "0.5"', 'gpu-fraction.limit: {{ .Values.limit | quote }}'] },
  'the key of an annotation': {
    annotations: ['gpu-fraction: "0.5"', '{{ .Values.key }}: x', 'gpu-fraction{{ .Values.x }}: "1"'],
  },
  'all annotations': { annotations: ['{{- toYaml .Values.annotations | nindent 8 }}'] },
  'both ways to ask': {
    annotations: [
      '{{- if .Values.share }}',
      'gpu-fraction: {{ .Values.share | quote }}',
      '{{- else }}',
      'gpu-memory: {{ .Values.memory | quote }}',
      '{{- end }}',
    ],
  },
  'a fraction or whole GPUs': {
    annotations: ['{{- if .Values.share }}', 'gpu-fraction: "0.5"', '{{- end }}'],
    container: ['image: x', 'resources:', '  limits:', '{{- if not .Values.share }}', '    nvidia.com/gpu: 1', '{{- end }}'],
  },
  'one value or another': {
    annotations: ['{{- if .Values.small }}', 'gpu-fraction: "0.2"', '{{- else }}', 'gpu-fraction: "0.5"', '{{- end }}'],
  },
  'a scheduler under a condition': { pod: ['{{- if .Values.kai }}', 'schedulerName: kai-scheduler', '{{- end }}'] },
  'fields of the pod': { pod: ['{{- include "chat.pod" . | nindent 6 }}'] },
  'the scheduler': { pod: ['schedulerName: {{ .Values.scheduler }}', 'restartPolicy: {{ .Values.policy }}'] },
  'the image': { container: ['image: {{ .Values.image }}:{{ .Values.tag }}', 'imagePullPolicy: {{ .Values.pull }}'] },
  resources: { container: ['image: x', 'resources:', '  {{- toYaml .Values.resources | nindent 12 }}'] },
  'resources on the same line': { container: ['image: x', 'resources: {{- toYaml .Values.resources | nindent 12 }}'] },
  'amounts of resources': {
    container: ['image: x', 'resources: { limits: { cpu: {{ .Values.cpu }}, memory: "{{ .Values.memory }}" } }'],
  },
  'items of a list': {
    container: ['image: x', 'args: [serve, {{ .Values.model | quote }}]', 'ports: [{ containerPort: {{ .Values.port }} }]'],
  },
  'variables of a range': {
    container: [
      'image: x',
      'env:',
      '{{- range $key, $value := .Values.env }}',
      '  - { name: {{ $key }}, value: {{ $value | quote }} }',
      '{{- end }}',
    ],
  },
  'a text with lines of its own': {
    container: [
      'image: x',
      'args:',
      '  - |',
      '    {{- if .Values.debug }}',
      '    set -x',
      '{{- end }}',
      '    serve {{ .Values.model }}',
    ],
  },
};

for (const [what, parts] of Object.entries(silent)) {
  test(`a tool may fill in ${what}`, () => assert.deepEqual(found(chart(parts)), []));
}

const told: Readonly<Record<string, { readonly parts: Parameters<typeof chart>[0]; readonly findings: readonly string[] }>> = {
  'a literal beside a value that is filled in': {
    parts: { annotations: ['note: {{ .Values.note }}', 'gpu-fraction: "50%"'] },
    findings: ['fraction-value at "50%"'],
  },
  'a literal in either branch': {
    parts: { annotations: ['{{- if .Values.a }}', 'gpu-fraction: "50%"', '{{- else }}', 'gpu-fraction: "1.5"', '{{- end }}'] },
    findings: ['fraction-value at "50%"', 'fraction-value at "1.5"'],
  },
  'a key twice without a condition between': {
    parts: { annotations: ['note: {{ .Values.note }}', 'gpu-fraction: "0.5"', 'gpu-fraction: "0.5"'] },
    findings: ['yaml-duplicate-key at gpu-fraction'],
  },
  'what a block needs that holds both': {
    parts: {
      annotations: ['{{- if .Values.share }}', 'gpu-fraction: "0.5"', 'gpu-memory: "1000"', '{{- end }}'],
    },
    findings: ['fraction-and-memory at "1000"'],
  },
  'a scheduler that nobody names, though values are filled in': {
    parts: { pod: ['serviceAccountName: {{ .Values.account }}'] },
    findings: ['no-scheduler at gpu-fraction: "0.5"'],
  },
};

for (const [what, { parts, findings }] of Object.entries(told)) {
  test(`${what} is told`, () => assert.deepEqual(found(chart(parts)), findings));
}

test('a literal that is wrong is mended, and nothing else of the template', () => {
  const text = chart({ annotations: ['note: {{ .Values.note | quote }}', 'gpu-fraction: "50%" # {{ .Values.x }}'] });
  const file = parseManifest(text);
  const [fix] = file.findings.flatMap(({ fixes }) => fixes);
  assert.equal(fix && applyEdits(file, fix.edits), text.replace('"50%"', '"0.5"'));
});

test('a template around whole documents hides none of them', () => {
  const text = `{{- range .Values.models }}\n---\n${chart({})}{{- end }}\n---\n{{/*\n---\n*/}}\n${chart({})}`;
  assert.equal(parseManifest(text).workloads.length, 2);
  assert.deepEqual(found(text), []);
});

test('kinds, versions and names may be filled in', () => {
  const text = chart({ annotations: ['gpu-fraction: "50%"'] });
  const named = text.replace('name: chat,', 'name: {{ .Release.Name }}-chat,');
  assert.deepEqual(found(named), ['fraction-value at "50%"']);
  assert.deepEqual(found(named.replace('apps/v1', '{{ include "chat.version" . }}')), ['fraction-value at "50%"']);
  assert.deepEqual(found(named.replace('Deployment', '{{ .Values.kind }}')), []);
  assert.deepEqual(found(text.replace(/metadata: .*\n/, 'metadata:\n  {{- include "chat.metadata" . | nindent 2 }}\n')), [
    'fraction-value at "50%"',
  ]);
  assert.equal(parseManifest(named).workloads[0]?.workload.name.value, '{{ .Release.Name }}-chat');
});

const unwritable: Readonly<Record<string, { readonly annotations: readonly string[]; readonly problem: RegExp }>> = {
  'a value that is filled in': {
    annotations: ['gpu-fraction: {{ .Values.share | quote }}'],
    problem: /\{\{ \.Values\.share \| quote \}\} is filled in by a template.*values\.yaml/,
  },
  'a place under a condition': { annotations: ['{{- if .Values.notes }}', 'note: x', '{{- end }}'], problem: /condition/ },
};

for (const [what, { annotations, problem }] of Object.entries(unwritable)) {
  test(`no fraction is written at ${what}`, () => {
    const file = parseManifest(chart({ annotations }));
    const [item] = file.workloads;
    assert.ok(item);
    const result = setFraction(file, item, { kind: 'share', share: share(0.25) });
    assert.match(result.kind === 'problem' ? result.problem : 'edits', problem);
  });
}

test('a literal fraction of a template is set, in the quotes that it has', () => {
  const text = `{{- if .Values.enabled }}\n${chart({ annotations: ['note: {{ .Values.note }}', "gpu-memory: '1000'"] })}{{- end }}\n`;
  const file = parseManifest(text);
  const [item] = file.workloads;
  assert.ok(item);
  const result = setFraction(file, item, { kind: 'memory', memoryMiB: mib(2000) });
  assert.equal(result.kind === 'edits' ? applyEdits(file, result.edits) : result.problem, text.replace('1000', '2000'));
});

test('a request that is filled in is read as none that is known', () => {
  const kindOf = (...annotations: readonly string[]): string | undefined =>
    parseManifest(chart({ annotations })).workloads[0]?.result.kind;
  assert.equal(kindOf('gpu-fraction: {{ .Values.share }}'), 'invalid');
  assert.equal(kindOf('gpu-fraction: "0.5"', 'gpu-fraction-num-devices: "{{ .Values.devices }}"'), 'invalid');
  assert.equal(kindOf('gpu-fraction: "0.5"', 'note: {{ .Values.note }}'), 'request');
});

test('texts with braces that are no template are read to the letter', () => {
  const text = chart({ annotations: [String.raw`note: "{{ printf \"%d\" }}\n"`, "other: '{{ it''s }}'"] });
  const values = parseManifest(text).workloads[0]?.workload.template.annotations.map(({ value }) => value.value);
  assert.deepEqual(values, ['{{ printf "%d" }}\n', "{{ it's }}"]);
});
