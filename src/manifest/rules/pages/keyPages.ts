import { lines, pod, type RulePage } from './rulePage.ts';

const deployment = (own: readonly string[], ofPods: readonly string[]): string =>
  lines(
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata:',
    '  name: chat',
    ...own.map((line) => `  ${line}`),
    'spec:',
    '  selector: { matchLabels: { app: chat } }',
    '  template:',
    '    metadata:',
    '      labels: { app: chat, kai.scheduler/queue: default-queue }',
    ...ofPods.map((line) => `      ${line}`),
    '    spec:',
    '      schedulerName: kai-scheduler',
    '      containers:',
    '        - name: server',
    '          image: vllm/vllm-openai:v0.9.0',
  );

/** Rules about requests that nobody would read. */
export const keyPages = {
  'no-scheduler': {
    title: 'A fraction without a scheduler that reads it',
    severity: 'warning',
    meaning: 'The pod asks for a fraction and has no schedulerName.',
    why: 'The default scheduler of Kubernetes does not know these annotations: the pod runs, without a GPU.',
    cure: 'Add schedulerName: kai-scheduler, or the name of your fraction scheduler. On this machine it makes no difference.',
    example: pod({ annotations: ['gpu-fraction: "0.5"'], scheduler: false }),
    cured: pod({ annotations: ['gpu-fraction: "0.5"'] }),
  },
  'dialect-version': {
    title: 'Nothing on the cluster reads the request',
    severity: 'warning',
    meaning: 'The versions of the cluster are known, and none of its products reads this dialect, or this key.',
    why: 'Annotations that nobody reads are never refused: the pod runs without a GPU, or without the limit. Limits that nobody offers leave it Pending.',
    cure: 'Ask in a dialect that the cluster reads (Convert GPU Request…), or update it to the version that the message names.',
    example: pod({ annotations: ['nvidia.com/container.server.gpu-memory.request: 8Gi'] }),
    cured: pod({ annotations: ['gpu-memory: "8192"'] }),
    cluster: { kai: { major: 0, minor: 17, patch: 0 } },
  },
  'unknown-key': {
    title: 'An annotation that looks like a request and is none',
    severity: 'warning',
    meaning: 'The key is nearly one that asks for a fraction, but no scheduler reads it as written.',
    why: 'Unknown annotations are never refused. The pod runs without a GPU, or without its limit, and nothing says so.',
    cure: 'Write the key that the message names.',
    example: pod({ annotations: ['gpu_fraction: "0.5"'] }),
    cured: pod({ annotations: ['gpu-fraction: "0.5"'] }),
  },
  'legacy-workload': {
    title: 'A kind that Run:ai no longer submits',
    severity: 'hint',
    meaning: 'The object is a TrainingWorkload, InteractiveWorkload, InferenceWorkload or DistributedWorkload of run.ai.',
    why: 'Run:ai up to 2.20 made pods of these. Its later versions schedule the usual kinds, and so does KAI.',
    cure: 'Write the kind that the message names, with the annotation gpu-fraction in its pod template. What the old object asks for is still read and shown.',
    example: lines(
      'apiVersion: run.ai/v2alpha1',
      'kind: TrainingWorkload',
      'metadata:',
      '  name: chat',
      'spec:',
      '  image: { value: vllm/vllm-openai:v0.9.0 }',
      '  gpu: { value: "0.5" }',
    ),
    cured: pod({ annotations: ['gpu-fraction: "0.5"'] }),
  },
  'misplaced-key': {
    title: 'The annotation stands where no pod gets it',
    severity: 'warning',
    meaning:
      'The request is among the annotations of the object itself, or in another place that its controller does not hand on.',
    why: 'Pods get the annotations of their template, which each kind keeps elsewhere. Those of a Deployment, a RayJob or a NIMService itself stay with it, so its pods run without a GPU.',
    cure: 'Move the annotation to the place that the message names: spec.template.metadata.annotations of a Deployment.',
    example: deployment(['annotations:', '  gpu-fraction: "0.5"'], []),
    cured: deployment([], ['annotations:', '  gpu-fraction: "0.5"']),
  },
} as const satisfies Readonly<Record<string, RulePage>>;
