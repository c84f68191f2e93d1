import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { decideAdmission, fieldPathsOf, readFieldPaths } from '../../admissionDecision.ts';
import { checkManifest } from '../../checkManifest.ts';
import type { Finding } from '../../finding.ts';
import { LineIndex } from '../../textRange.ts';

interface Judged {
  readonly pod: object;
  readonly accepted: boolean;
  readonly message?: string;
}

const recording = new URL('../../../../test/data/kubernetes/pods.jsonl', import.meta.url);
const judged = readFileSync(recording, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Judged);

test('what Kubernetes itself refuses is refused, at the same fields and in its words', () => {
  assert.ok(judged.length >= 300);
  for (const { pod, accepted, message = '' } of judged) {
    const decision = decideAdmission(checkManifest(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', ...pod }, null, 1)));
    const why = JSON.stringify(pod);
    assert.equal(decision.kind === 'accepted', accepted, why);
    if (decision.kind === 'accepted') continue;
    assert.equal(decision.by, message.startsWith('Pod in version') ? 'decoding' : 'validation', why);
    if (decision.by !== 'validation') continue;
    assert.deepEqual(fieldPathsOf(decision.findings), readFieldPaths(message.replace(/^Pod ".*?" is invalid: /, '')), why);
    for (const { admissionText = '' } of decision.findings) {
      for (const said of admissionText.split(/, (?=(?:spec|metadata)\.)/))
        assert.ok(message.includes(said), `${said}\n${message}`);
    }
  }
});

interface Case {
  readonly name: string;
  /** Lines of the pod spec. */
  readonly spec: readonly string[];
  readonly kind?: 'Pod' | 'Deployment';
  /** `rule path: text in the manifest`, in text order. */
  readonly found: readonly string[];
}

const container = (...lines: readonly string[]): readonly string[] => [
  'containers:',
  '  - name: server',
  '    image: x',
  ...lines.map((line) => `    ${line}`),
];
const resources = (...lines: readonly string[]): readonly string[] =>
  container('resources:', ...lines.map((line) => `  ${line}`));
const gpu = 'spec.containers[0].resources';

const cases: readonly Case[] = [
  {
    name: 'half a GPU in the limits',
    spec: resources('limits:', '  nvidia.com/gpu: 0.5'),
    found: [`whole-gpu-value ${gpu}.limits[nvidia.com/gpu]: 0.5`],
  },
  { name: 'a whole GPU in thousandths', spec: resources('limits:', '  nvidia.com/gpu: 1000m'), found: [] },
  {
    name: 'a GPU in requests only',
    spec: resources('requests:', '  nvidia.com/gpu: 1'),
    found: [`resource-limit ${gpu}.limits: nvidia.com/gpu`],
  },
  {
    name: 'a request other than the limit',
    spec: resources('limits:', '  nvidia.com/gpu: 2', 'requests:', '  nvidia.com/gpu: 1'),
    found: [`resource-request ${gpu}.requests: 1`],
  },
  {
    name: 'the same amount in other words',
    spec: resources('limits:', '  nvidia.com/gpu: 2', 'requests:', '  nvidia.com/gpu: "2.0"'),
    found: [],
  },
  { name: 'less memory than the limit', spec: resources('limits:', '  memory: 2Gi', 'requests:', '  memory: 1Gi'), found: [] },
  {
    name: 'more CPU than the limit',
    spec: resources('limits:', '  cpu: 1', 'requests:', '  cpu: 1500m'),
    found: [`resource-request ${gpu}.requests: 1500m`],
  },
  { name: 'an empty amount is zero', spec: resources('limits:', '  nvidia.com/gpu:'), found: [] },
  { name: 'an amount that no one can read', spec: resources('limits:', '  memory: 8GB'), found: ['resource-quantity : 8GB'] },
  { name: 'a negative amount', spec: resources('limits:', '  cpu: -1'), found: [`resource-quantity ${gpu}.limits[cpu]: -1`] },
  {
    name: 'a resource that the domain is missing of',
    spec: resources('limits:', '  gpu: 1'),
    found: [`resource-name ${gpu}.limits[gpu]: gpu`],
  },
  {
    name: 'a sidecar is judged as any container',
    spec: [
      ...container(),
      'initContainers:',
      '  - name: proxy',
      '    image: x',
      '    restartPolicy: Always',
      '    resources: { requests: { nvidia.com/gpu: 1 } }',
    ],
    found: ['resource-limit spec.initContainers[0].resources.limits: nvidia.com/gpu'],
  },
  {
    name: 'a template says its whole path, and fills no request in',
    kind: 'Deployment',
    spec: resources('limits:', '  nvidia.com/gpu: 0.5'),
    found: ['whole-gpu-value spec.template.spec.containers[0].resources.limits[nvidia.com/gpu]: 0.5'],
  },
  { name: 'an amount that a tool fills in', spec: resources('limits:', '  nvidia.com/gpu: "{{ .Values.gpus }}"'), found: [] },
  {
    name: 'a patch may leave the limit to its base',
    spec: ['containers:', '  - name: server', '    resources: { requests: { nvidia.com/gpu: 1 } }'],
    found: [],
  },
  {
    name: 'two containers of one name',
    spec: [...container(), 'initContainers:', '  - name: server', '    image: x'],
    found: ['container-name spec.initContainers[0].name: server'],
  },
  {
    name: 'a name with capitals',
    spec: ['containers:', '  - name: Server', '    image: x'],
    found: ['container-name spec.containers[0].name: Server'],
  },
  {
    name: 'init containers without a name are not two of one name',
    spec: [...container(), 'initContainers:', '  - image: x', '  - image: x'],
    found: ['container-name spec.initContainers[0].name: ', 'container-name spec.initContainers[1].name: '],
  },
  {
    name: 'an init container without an image beside a container with one',
    spec: [...container(), 'initContainers:', '  - name: fetch', '  - name: warm', '    image: ""'],
    found: ['image spec.initContainers[0].image: fetch', 'image spec.initContainers[1].image: ""'],
  },
  {
    name: 'a container of neither name nor image',
    spec: [...container(), '  - command: [sleep]'],
    found: ['container-name spec.containers[1].name: ', 'image spec.containers[1].image: '],
  },
  {
    name: 'a patch may leave the image out',
    kind: 'Deployment',
    spec: ['containers:', '  - name: server', '    image: x', '  - name: proxy', '    args: [--verbose]'],
    found: [],
  },
  {
    name: 'an image with white space',
    spec: ['containers:', '  - name: server', '    image: "x "'],
    found: ['image spec.containers[0].image: "x "'],
  },
  {
    name: 'a template may have white space around its image',
    kind: 'Deployment',
    spec: ['containers:', '  - name: server', '    image: "x "'],
    found: [],
  },
  {
    name: 'a container that restarts by a word of its own',
    spec: [...container('restartPolicy: always'), 'initContainers:', '  - name: proxy', '    image: x', '    restartPolicy: ""'],
    found: ['restart-policy spec.containers[0].restartPolicy: always', 'restart-policy spec.initContainers[0].restartPolicy: ""'],
  },
  {
    name: 'containers that say when they restart',
    spec: [...container('restartPolicy:'), 'initContainers:', '  - name: proxy', '    image: x', '    restartPolicy: Never'],
    found: [],
  },
  {
    name: 'a map and a list where an amount is needed',
    spec: resources('limits:', '  nvidia.com/gpu: {}', 'requests:', '  cpu: [1]'),
    found: ['resource-quantity : {}', 'resource-quantity : [1]'],
  },
  {
    name: 'a variable with =',
    spec: container('env:', '  - { name: A, value: b }', '  - { name: "A=B", value: c }'),
    found: ['variable-name spec.containers[0].env[1].name: "A=B"'],
  },
];

for (const { name, spec, kind = 'Pod', found } of cases) {
  test(name, () => {
    const head = kind === 'Pod' ? ['apiVersion: v1', 'kind: Pod'] : ['apiVersion: apps/v1', 'kind: Deployment'];
    const template = kind === 'Pod' ? [] : ['spec:', '  template:'];
    const indent = kind === 'Pod' ? '' : '    ';
    const text = [
      ...head,
      'metadata:',
      '  name: chat',
      ...template,
      `${indent}spec:`,
      ...spec.map((line) => `${indent}  ${line}`),
      '',
    ].join('\n');
    const lines = new LineIndex(text);
    const say = ({ rule, fieldPath = '', range }: Finding): string => `${rule} ${fieldPath}: ${lines.slice(range)}`;
    assert.deepEqual(checkManifest(text).map(say), found, text);
  });
}
