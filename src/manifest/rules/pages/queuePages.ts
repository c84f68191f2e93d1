import { pod, type RulePage } from './rulePage.ts';

const half = ['gpu-fraction: "0.5"'];
const labelled = (...labels: readonly string[]): string => pod({ annotations: half, labels });

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
} as const satisfies Readonly<Record<string, RulePage>>;
