import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LiveManifest, type CheckedManifest } from './liveManifest.ts';

const pod = (name: string, ...annotations: readonly string[]): string =>
  `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  labels: { app: ${name} }
  annotations:
${annotations.map((line) => `    ${line}\n`).join('')}spec:
  containers:
    - name: a
      image: x
`;
const service = (name: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec:\n  selector: { app: ${name} }\n`;

const claimingPod = (name: string, source: string): string =>
  `apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  schedulerName: kai-scheduler
  resourceClaims:
    - name: gpu
      ${source}
  containers:
    - name: a
      image: x
      resources:
        claims:
          - name: gpu
`;
const claim = (kind: string, name: string, memory: unknown): string =>
  `apiVersion: resource.k8s.io/v1
kind: ${kind}
metadata:
  name: ${name}
spec:
${kind === 'ResourceClaim' ? '' : '  spec:\n'}    devices:
      requests:
        - name: gpu
          exactly:
            deviceClassName: gpu.nvidia.com
            capacity: { requests: { memory: ${String(memory)} } }
`;

const documents: readonly string[] = [
  pod('one', 'gpu-fraction: "0.5"', 'gpu-fraction.limit: "0.4"'),
  pod('two', 'gpu_fraction: 50%'),
  service('one'),
  'kind: ConfigMap\nmetadata: { name: settings }\n',
  'apiVersion: v1\nkind: List\nitems:\n  - kind: Service\n    metadata: { name: s }\n    spec: { selector: { app: two } }\n  - &p\n    apiVersion: v1\n    kind: Pod\n    metadata: { name: three, labels: { app: two } }\n    spec: { containers: [{ name: a, image: x }] }\n  - *p\n',
  'a: "open\n',
  '# only a comment\n',
  `{{- if .Values.six }}\n${pod('{{ .Release.Name }}', '{{- if .a }}', 'gpu-fraction: "50%"', '{{- else }}', 'gpu-memory: {{ .b }}', '{{- end }}')}{{- end }}\n`,
  `${pod('four')}...\n---\n${pod('five', 'gpu-memory: 8Gi')}`,
  claimingPod('six', 'resourceClaimTemplateName: ten'),
  claimingPod('seven', 'resourceClaimName: one'),
  claimingPod('eight', 'resourceClaimName: one'),
  claim('ResourceClaim', 'one', 40),
  claim('ResourceClaimTemplate', 'ten', '10Gi'),
  '%YAML 1.1\n',
  '',
];
const piece = fc.constantFrom(...documents);
const edit = fc.oneof(
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(),
    line: fc.constantFrom(
      '---',
      '--- # next',
      '...',
      '%YAML 1.2',
      '# comment',
      '',
      '    gpu-memory: "8192"',
      '&x a: *x',
      '\ta',
      '<<: *p',
      '"',
      '{{- if .a }}',
      '{{- else }}',
      '{{- end }}',
      '{{/*',
      '*/}}',
      '{{ `',
    ),
  }),
  fc.record({ kind: fc.constant('remove' as const), at: fc.nat(), count: fc.integer({ min: 1, max: 8 }) }),
  fc.record({
    kind: fc.constant('type' as const),
    at: fc.nat(),
    text: fc.constantFrom('a', '"', ' ', '-', '0', '\r', '\u2028---', '\uFEFF', '{', '{{ .a', '}}', '`'),
  }),
  fc.record({ kind: fc.constant('breaks' as const), to: fc.constantFrom('\n', '\r\n', '\r') }),
  fc.record({ kind: fc.constant('move' as const), from: fc.nat(), to: fc.nat() }),
);
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function apply(text: string, change: Edit): string {
  const lines = text.split(/(?<=\n)/);
  switch (change.kind) {
    case 'insert':
      return lines.toSpliced(change.at % (lines.length + 1), 0, `${change.line}\n`).join('');
    case 'remove':
      return lines.toSpliced(change.at % (lines.length + 1), change.count).join('');
    case 'type': {
      const at = change.at % (text.length + 1);
      return text.slice(0, at) + change.text + text.slice(at);
    }
    case 'breaks':
      return text.replace(/\r\n|\r|\n/g, change.to);
    case 'move': {
      const parts = text.split(/(?<=^|\n)---\n/);
      const [moved = ''] = parts.splice(change.from % parts.length, 1);
      return parts.toSpliced(change.to % (parts.length + 1), 0, moved).join('---\n');
    }
  }
}

/** All that can be compared; the lines of a text hide what they know. */
function facts({ file: { text, workloads: items, findings: found }, findings, workloads }: CheckedManifest): unknown {
  return { text, items, found, findings, workloads };
}

const texts = fc.array(piece, { maxLength: 7 }).map((parts) => parts.join('---\n'));

test('after each edit a text that lives says what the same text says that is read anew', () => {
  fc.assert(
    fc.property(texts, fc.array(edit, { minLength: 1, maxLength: 8 }), (first, edits) => {
      const live = new LiveManifest();
      let text = first;
      live.check(text);
      for (const change of edits) {
        text = apply(text, change);
        assert.deepEqual(facts(live.check(text)), facts(new LiveManifest().check(text)), JSON.stringify(text));
      }
    }),
    { numRuns: 300 },
  );
});

test('what spans documents is that of the whole text, whatever part of it changes', () => {
  const live = new LiveManifest();
  const listed = (text: string): readonly unknown[] =>
    live
      .check(text)
      .workloads.map(({ workload, documentIndex }) => [documentIndex, workload.range.start.line, workload.clusterOnly]);
  const [head, tail] = [pod('one'), pod('two')];
  const lines = head.split('\n').length;
  assert.deepEqual(listed(`${head}---\n${tail}`), [
    [0, 0, []],
    [1, lines, []],
  ]);
  const between = service('two');
  assert.deepEqual(listed(`${head}---\n${between}---\n${tail}`), [
    [0, 0, []],
    [2, lines + between.split('\n').length, ['Service two']],
  ]);
  assert.deepEqual(listed(`${service('one')}---\n${head}---\n# nothing\n`), [[1, between.split('\n').length, ['Service one']]]);
});

test('a claim is that of the whole text: it comes, changes and goes in its own document', () => {
  const live = new LiveManifest();
  const told = (text: string): readonly unknown[] => {
    const { workloads, findings } = live.check(text);
    const asked = workloads.map(({ result }) => (result.kind === 'request' ? result.request.request : result.kind));
    return [...asked, ...findings.map(({ rule, range }) => `${rule} ${range.start.line}`)];
  };
  const pod = claimingPod('six', 'resourceClaimTemplateName: ten');
  const [ten, twenty] = [claim('ResourceClaimTemplate', 'ten', '10Gi'), claim('ResourceClaimTemplate', 'ten', '20Gi')];
  assert.deepEqual(told(pod), ['none']);
  assert.deepEqual(told(`${pod}---\n${ten}`), [{ kind: 'memory', memoryMiB: 10240 }]);
  assert.deepEqual(told(`# a line\n${twenty}---\n${pod}`), [{ kind: 'memory', memoryMiB: 20480 }]);
  assert.deepEqual(told(`${pod}---\n${ten.replace('name: ten', 'name: tne')}`), ['none', 'claim-not-found 7']);
  assert.deepEqual(told(`${pod}---\n${ten}---\n${pod.replace('six', 'nine').replace('ten', 'tem')}`), [
    { kind: 'memory', memoryMiB: 10240 },
    'none',
    `claim-not-found ${7 + `${pod}---\n${ten}---\n`.split('\n').length - 1}`,
  ]);
  assert.deepEqual(told(pod), ['none']);
});

test('a document that stays is not read again, and moves when lines above it come and go', () => {
  const live = new LiveManifest();
  const text = `${pod('one')}---\n${pod('two', 'gpu-fraction: 50%')}`;
  const [, before] = live.check(text).workloads;
  const [, same] = live.check(text.replace('image: x', 'image: y')).workloads;
  assert.ok(before && same);
  assert.equal(same.item.workload.template, before.item.workload.template);
  const [, moved] = live.check(`# a line\n${text}`).workloads;
  assert.equal(moved?.workload.range.start.line, before.workload.range.start.line + 1);
});

test('the slow check says the same, gives way between documents, and ends with the signal', async () => {
  const text = Array.from({ length: 300 }, (_, index) => pod(`p${index}`, 'gpu-fraction: 50%')).join('---\n');
  let pauses = 0;
  const pause = (): Promise<void> => {
    pauses += 1;
    return Promise.resolve();
  };
  const live = new LiveManifest();
  const slow = await live.checkSlowly(text, pause, new AbortController().signal);
  assert.deepEqual(facts(slow), facts(new LiveManifest().check(text)));
  assert.ok(pauses > 10, `${pauses} pauses`);

  pauses = 0;
  await live.checkSlowly(text, pause, new AbortController().signal);
  assert.equal(pauses, 0);

  const controller = new AbortController();
  const stopped = new LiveManifest().checkSlowly(text, async () => controller.abort(new Error('enough')), controller.signal);
  await assert.rejects(stopped, /enough/);
});

test('a text that is not read leaves nothing behind', () => {
  const live = new LiveManifest();
  live.check(pod('one'));
  assert.deepEqual(
    live.check(`\0${pod('one')}`).findings.map(({ rule }) => rule),
    ['not-text'],
  );
  assert.deepEqual(live.check(`\0${pod('one')}`).workloads, []);
  assert.equal(live.check(pod('one')).workloads.length, 1);
});
