import type { ClusterFacts } from '../../clusterFacts.ts';
import { lines, pod, type RulePage } from './rulePage.ts';

const half = ['gpu-fraction: "0.5"'];
const labelled = (...labels: readonly string[]): string => pod({ annotations: half, labels });

const deployment = (...spec: readonly string[]): string =>
  lines(
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata:',
    '  name: chat',
    'spec:',
    '  selector: { matchLabels: { app: chat } }',
    ...spec.map((line) => `  ${line}`),
    '  template:',
    '    metadata:',
    '      labels: { app: chat, kai.scheduler/queue: small }',
    '      annotations: { gpu-fraction: "0.4" }',
    '    spec:',
    '      schedulerName: kai-scheduler',
    '      containers:',
    '        - name: server',
    '          image: vllm/vllm-openai:v0.9.0',
  );
const queue = 'kai.scheduler/queue: vision';
const cluster: ClusterFacts = {
  queues: [
    { name: 'default-queue', gpuQuota: 0, gpuLimit: -1 },
    { name: 'research', gpuQuota: 8, gpuLimit: 8 },
    { name: 'vision', parent: 'research', gpuQuota: 4, gpuLimit: 8 },
    { name: 'small', parent: 'research', gpuQuota: 0.5, gpuLimit: 8 },
    { name: 'closed', parent: 'research', gpuQuota: 0, gpuLimit: 0 },
  ],
  priorityClasses: [
    { name: 'train', value: 50 },
    { name: 'inference', value: 125 },
  ],
};

/** Rules about the scheduler's queues and priorities. */
export const queuePages = {
  'no-queue': {
    title: 'A fraction without a queue',
    severity: 'hint',
    when: 'a warning where it is known that the cluster does not have the queue that KAI would take',
    meaning: 'The pods ask KAI for a fraction and have no label kai.scheduler/queue.',
    why: 'KAI takes the name of the queue from the label project where there is one, else default-queue, and says nothing. In a queue that does not exist pods stay Pending.',
    cure: 'Add the label to the pods, with the name of a queue that has no queues below it. On this machine it makes no difference.',
    example: pod({ annotations: half, labels: [] }),
    cured: labelled('kai.scheduler/queue: default-queue'),
  },
  'queue-label': {
    title: 'The label of the other product names the queue',
    severity: 'warning',
    meaning: 'The scheduler of the pods reads another label for the queue than the one that is there.',
    why: 'KAI reads kai.scheduler/queue, Run:ai up to 2.26 reads runai/queue. The other one is ignored, so the pods land in default-queue.',
    cure: 'Rename the label.',
    example: labelled('runai/queue: vision'),
    cured: labelled('kai.scheduler/queue: vision'),
  },
  'unknown-queue': {
    title: 'The queue does not exist',
    severity: 'warning',
    meaning: 'The label names a queue that the cluster does not have.',
    why: 'KAI schedules what is in a queue. Pods of a queue that does not exist stay Pending.',
    cure: 'Write the name of a queue of the cluster.',
    cluster,
    example: labelled('kai.scheduler/queue: visoin'),
    cured: labelled('kai.scheduler/queue: vision'),
  },
  'parent-queue': {
    title: 'The queue has queues below it',
    severity: 'warning',
    meaning: 'The label names a queue that only groups others.',
    why: 'Only queues without queues below them run jobs. KAI passes over a job of any other in silence.',
    cure: 'Write the name of a queue below it.',
    cluster,
    example: labelled('kai.scheduler/queue: research'),
    cured: labelled('kai.scheduler/queue: vision'),
  },
  'queue-quota': {
    title: 'Non-preemptible work beyond the quota',
    severity: 'warning',
    meaning: 'The work is not preempted and asks for more GPUs than the quota of its queue.',
    why: 'What cannot be preempted must fit inside the quota. A Deployment and a Knative Service count as inference (125), which is non-preemptible; the queues of a fresh installation have the quota 0.',
    cure: 'Raise the quota of the queue, or let the work be preempted: label kai.scheduler/preemptibility: preemptible.',
    cluster,
    example: labelled('kai.scheduler/queue: default-queue', 'priorityClassName: inference'),
    cured: labelled('kai.scheduler/queue: default-queue', 'priorityClassName: train'),
  },
  'queue-limit': {
    title: 'More than the limit of the queue',
    severity: 'warning',
    meaning: 'The work asks for more GPUs than its queue may use at most.',
    why: 'A queue never goes over its limit, and a limit that is not set allows nothing. The pods that are too many stay Pending.',
    cure: 'Raise the limit, ask for less, or use another queue.',
    cluster,
    example: labelled('kai.scheduler/queue: closed'),
    cured: labelled('kai.scheduler/queue: vision'),
  },
  'quota-equality': {
    title: 'The work fills the quota to the last part',
    severity: 'hint',
    meaning: 'Non-preemptible work asks for just the quota of its queue, in parts of GPUs.',
    why: 'KAI adds shares in floating point: 0.1 and 0.2 are a little more than 0.3, and the last pod is refused.',
    cure: 'Leave a little room in the quota.',
    cluster,
    example: labelled('kai.scheduler/queue: small', 'priorityClassName: inference'),
    cured: labelled('kai.scheduler/queue: small', 'priorityClassName: train'),
  },
  'update-room': {
    title: 'No room for an update',
    severity: 'hint',
    meaning: 'The pods of a Deployment fit into their queue, and one more does not.',
    why: 'A rolling update starts a new pod before it ends an old one, as long as a quarter of the pods is less than one. The new pod stays Pending, and the old one stays.',
    cure: 'Raise the quota or the limit of the queue by one pod, or write maxSurge: 0 and maxUnavailable: 1 into strategy.rollingUpdate.',
    cluster,
    example: deployment(),
    cured: deployment('strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }'),
  },
  'preemptibility-value': {
    title: 'kai.scheduler/preemptibility has a value that KAI does not know',
    severity: 'warning',
    meaning: 'The label is neither preemptible nor non-preemptible.',
    why: 'KAI passes over other values and goes by the priority class.',
    cure: 'Write preemptible or non-preemptible.',
    example: labelled(queue, 'kai.scheduler/preemptibility: non_preemptible'),
    cured: labelled(queue, 'kai.scheduler/preemptibility: non-preemptible'),
  },
  'priority-class': {
    title: 'The priority class does not exist',
    severity: 'warning',
    meaning: 'The label or the field priorityClassName names a class that the cluster does not have.',
    why: 'KAI passes over a label with such a class and takes that of the kind. Kubernetes refuses pods whose spec names it.',
    cure: 'Write the name of a class of the cluster.',
    cluster,
    example: labelled(queue, 'priorityClassName: training'),
    cured: labelled(queue, 'priorityClassName: train'),
  },
} as const satisfies Readonly<Record<string, RulePage>>;
