import { pod, type RulePage } from './rulePage.ts';

const half = 'gpu-fraction: "0.5"';

/** Rules about keys and values that are passed over in silence. */
export const valuePages = {
  'label-as-annotation': {
    title: 'An annotation that counts as a label only',
    severity: 'warning',
    meaning: 'The queue, the node pool, the priority or the preemptibility is named by an annotation.',
    why: 'KAI and Run:ai read these as labels. As annotations they do nothing: the pods land in default-queue, with the priority of their kind.',
    cure: 'Move it to the labels of the pods.',
    example: pod({ annotations: [half, 'kai.scheduler/queue: vision'], labels: [] }),
    cured: pod({ annotations: [half], labels: ['kai.scheduler/queue: vision'] }),
  },
  'duration-value': {
    title: 'A duration that KAI does not read',
    severity: 'warning',
    meaning:
      'kai.scheduler/preemption-delay or kai.scheduler/staleness-grace-period has no unit, one that Go does not know, or a delay is below 0.',
    why: 'KAI reads durations of Go: 30s, 5m, 1h30m. Others are passed over, so the default counts.',
    cure: 'Write the unit.',
    example: pod({ annotations: ['kai.scheduler/preemption-delay: "30"'] }),
    cured: pod({ annotations: ['kai.scheduler/preemption-delay: "30s"'] }),
  },
  'mps-value': {
    title: 'mps is on with "true" alone',
    severity: 'warning',
    meaning: 'The annotation mps has another value than "true" or "false".',
    why: 'KAI compares with the text true. With any other the pod runs without MPS.',
    cure: 'Write "true", or remove the annotation.',
    example: pod({ annotations: [half, 'mps: "yes"'] }),
    cured: pod({ annotations: [half, 'mps: "true"'] }),
  },
  'stray-request': {
    title: 'A request where nobody looks for it',
    severity: 'warning',
    meaning: 'A variable or a resource of a container is named as an annotation that asks for a fraction.',
    why: 'Schedulers read annotations of the pod. A variable asks for nothing, and a resource that no node offers leaves the pod Pending.',
    cure: 'Write it among the annotations of the pods.',
    example: pod({ container: ['resources:', '  limits:', '    nvidia.com/gpu-memory: 8192'] }),
    cured: pod({ annotations: ['gpu-memory: "8192"'] }),
  },
} as const satisfies Readonly<Record<string, RulePage>>;
