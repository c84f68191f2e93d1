import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideAdmission, fieldPathsOf } from '../../admissionDecision.ts';
import { checkManifest } from '../../checkManifest.ts';
import { textAlone, type CheckOptions } from '../../checkOptions.ts';

interface Case {
  readonly name: string;
  readonly metadata: readonly string[];
  readonly container?: readonly string[];
  readonly options?: CheckOptions;
  readonly fields: readonly string[];
}

const fraction = 'annotations: { gpu-fraction: "0.5" }';
const of = (container: string, variable: number, source: number): readonly string[] => [
  ...[0, 1, 2].map((at) => `${container}.env[${variable + at}].valueFrom.configMapKeyRef.name`),
  `${container}.envFrom[${source}].configMapRef.name`,
];

const cases: readonly Case[] = [
  { name: 'a name', metadata: ['name: chat', fraction], fields: [] },
  { name: 'a generated name', metadata: ['generateName: chat-', fraction], fields: of('spec.containers[0]', 0, 0) },
  { name: 'a name beside generateName', metadata: ['name: chat', 'generateName: chat-', fraction], fields: [] },
  { name: 'a generated name without a fraction', metadata: ['generateName: chat-'], fields: [] },
  {
    name: 'behind the variables that stay and the sources that are there',
    metadata: ['generateName: chat-', fraction],
    container: ['env: [{ name: A, value: b }, { name: GPU_PORTION, value: "1" }]', 'envFrom: [{ secretRef: { name: s } }]'],
    fields: of('spec.containers[0]', 1, 1),
  },
  {
    name: 'a prefix that is no name',
    metadata: ['name: chat', 'annotations: { gpu-memory: "4096", runai/shared-gpu-configmap: My_Map }'],
    fields: of('spec.containers[0]', 0, 0),
  },
  {
    name: 'a prefix that is a name',
    metadata: ['generateName: chat-', 'annotations: { gpu-memory: "4096", runai/shared-gpu-configmap: chat }'],
    fields: [],
  },
  {
    name: 'the init container that holds the fraction',
    metadata: ['generateName: chat-', 'annotations: { gpu-fraction: "0.5", gpu-fraction-container-name: warm }'],
    fields: of('spec.initContainers[0]', 0, 0),
  },
  {
    name: 'a later KAI is not judged',
    metadata: ['generateName: chat-', fraction],
    options: { ...textAlone, cluster: { kai: { major: 0, minor: 18, patch: 0 } } },
    fields: [],
  },
];

for (const { name, metadata, container = [], options, fields } of cases) {
  test(`the ConfigMap of the fraction: ${name}`, () => {
    const text = [
      'apiVersion: v1',
      'kind: Pod',
      'metadata:',
      ...metadata.map((line) => `  ${line}`),
      'spec:',
      '  schedulerName: kai-scheduler',
      '  initContainers: [{ name: warm, image: x }]',
      '  containers:',
      '    - name: server',
      '      image: x',
      ...container.map((line) => `      ${line}`),
      '',
    ].join('\n');
    const decision = decideAdmission(checkManifest(text, options));
    assert.deepEqual(decision.kind === 'refused' ? fieldPathsOf(decision.findings) : [], fields.toSorted(), text);
  });
}
