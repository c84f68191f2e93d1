import { lines, pod, type RulePage } from './rulePage.ts';

const job = (...spec: readonly string[]): string =>
  lines(
    'apiVersion: batch/v1',
    'kind: Job',
    'metadata:',
    '  name: bench',
    'spec:',
    '  template:',
    '    spec:',
    ...spec.map((line) => `      ${line}`),
    '      containers:',
    '        - name: server',
    '          image: vllm/vllm-openai:v0.9.0',
  );

/** Rules of the API server about the object itself. */
export const objectPages = {
  'api-version': {
    title: 'The apiVersion does not serve this kind',
    severity: 'error',
    meaning: 'The apiVersion is missing, or its group and version have no such kind.',
    why: 'The API server finds a kind by its group and version, and refuses the object when there is none.',
    cure: 'Write the apiVersion that the message names: v1 for a Pod, apps/v1 for a Deployment or StatefulSet, batch/v1 for a Job.',
    example: pod({}).replace('apiVersion: v1', 'apiVersion: apps/v1'),
    cured: pod({}),
  },
  name: {
    title: 'The name is missing or not a name',
    severity: 'error',
    meaning: 'metadata.name is missing, is not a string, or has characters that a name must not have.',
    why: 'Names are DNS subdomains: lower case letters, digits, "-" and ".", at most 253 characters. The API server refuses others.',
    cure: 'Write such a name, in quotes where it is all digits.',
    example: pod({}).replace('name: chat', 'name: Chat_Half'),
    cured: pod({}).replace('name: chat', 'name: chat-half'),
  },
  containers: {
    title: 'There is no container',
    severity: 'error',
    meaning: 'The pod spec has no containers.',
    why: 'A pod without a container runs nothing; the API server refuses it.',
    cure: 'Add a container with a name and an image.',
    example: lines('apiVersion: v1', 'kind: Pod', 'metadata:', '  name: chat', 'spec: {}'),
    cured: pod({}),
  },
  'restart-policy': {
    title: 'The kind does not take this restartPolicy',
    severity: 'error',
    meaning: 'A Deployment or StatefulSet says something other than Always, or a Job says Always or nothing.',
    why: 'A pod without a restartPolicy has Always. A Job ends, so the API server wants Never or OnFailure from it; the others never end.',
    cure: 'Write the policy that the message names.',
    example: job(),
    cured: job('restartPolicy: Never'),
  },
  'unquoted-value': {
    title: 'A value that must be a string is none',
    severity: 'error',
    meaning: 'An annotation, label, argument or variable has a number, true or false, or a map as its value.',
    why: 'These are strings for Kubernetes. The API server cannot decode anything else there and refuses the object.',
    cure: 'Put the value in quotes.',
    example: pod({ annotations: ['gpu-fraction: 0.5'] }),
    cured: pod({ annotations: ['gpu-fraction: "0.5"'] }),
  },
  'whole-gpu-value': {
    title: 'nvidia.com/gpu is not a whole number',
    severity: 'error',
    meaning: 'A container asks for a part of a GPU with nvidia.com/gpu.',
    why: 'Kubernetes counts such resources in whole numbers and refuses the pod.',
    cure: 'Ask with the annotation gpu-fraction instead, and remove the resource.',
    example: pod({ container: ['resources:', '  limits:', '    nvidia.com/gpu: 0.5'] }),
    cured: pod({ annotations: ['gpu-fraction: "0.5"'] }),
  },
} as const satisfies Readonly<Record<string, RulePage>>;
