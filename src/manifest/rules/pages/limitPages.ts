import { pod, type RulePage } from './rulePage.ts';

const variable = (value: string): readonly string[] => ['env:', '  - name: RUNAI_GPU_MEMORY_LIMIT', `    value: "${value}"`];

/**
 * Rules about the limit of a fraction: gpu-fraction.limit and gpu-memory.limit (KAI), RUNAI_GPU_MEMORY_LIMIT (Run:ai up to 2.26).
 */
export const limitPages = {
  'limit-value': {
    title: 'The limit cannot be read',
    severity: 'error',
    meaning: 'A limit beside gpu-fraction is not a number between 0 and 1, or one beside gpu-memory is not memory with a unit.',
    why: 'KAI reads gpu-fraction.limit as a share with at most 5 digits after the point, and gpu-memory.limit as a quantity with a unit. It reads them only after version 0.18 (October 2026); older versions run the pod without the limit.',
    cure: 'Write for example gpu-fraction.limit: "0.9", or gpu-memory.limit: "10Gi".',
    example: pod({ annotations: ['gpu-memory: "8192"', 'gpu-memory.limit: "10000"'] }),
    cured: pod({ annotations: ['gpu-memory: "8192"', 'gpu-memory.limit: "10000Mi"'] }),
  },
  'limit-unit': {
    title: 'The limit has another unit than the request',
    severity: 'error',
    meaning: 'A share is limited in memory, or memory as a share.',
    why: 'How a share compares with bytes depends on the device, which nobody knows before the pod is placed. KAI refuses the pair, and Run:ai reads the value of the variable in the unit of the request.',
    cure: 'Say the limit in the unit of the request.',
    example: pod({ annotations: ['gpu-fraction: "0.5"', 'gpu-memory.limit: 60Gi'] }),
    cured: pod({ annotations: ['gpu-fraction: "0.5"', 'gpu-fraction.limit: "0.8"'] }),
  },
  'limit-below-request': {
    title: 'The limit is below the request',
    severity: 'error',
    meaning: 'The process may use less than it asked for.',
    why: 'It would be stopped before it reaches what it was promised; KAI refuses the pod.',
    cure: 'Raise the limit, lower the request, or remove the limit: then the limit is the request.',
    example: pod({ annotations: ['gpu-fraction: "0.5"', 'gpu-fraction.limit: "0.4"'] }),
    cured: pod({ annotations: ['gpu-fraction: "0.5"', 'gpu-fraction.limit: "0.6"'] }),
  },
  'limit-equals-request': {
    title: 'gpu-fraction.limit is the request itself',
    severity: 'warning',
    meaning: 'The limit adds nothing to gpu-fraction.',
    why: 'Without a limit the request is the limit. KAI wants gpu-fraction.limit above gpu-fraction and refuses the pod where it reads the key (after 0.18, October 2026); this machine takes it. An equal gpu-memory.limit is fine everywhere.',
    cure: 'Remove the limit or raise it.',
    example: pod({ annotations: ['gpu-fraction: "0.5"', 'gpu-fraction.limit: "0.5"'] }),
    cured: pod({ annotations: ['gpu-fraction: "0.5"'] }),
  },
  'limit-without-request': {
    title: 'A limit without a request',
    severity: 'error',
    when: 'a warning for the variable RUNAI_GPU_MEMORY_LIMIT, which is only ignored',
    meaning: 'A limit stands where neither gpu-fraction nor gpu-memory does.',
    why: 'A limit alone asks for no GPU. KAI refuses the annotation without its partner; Run:ai ignores the variable.',
    cure: 'Add the request, or remove the limit.',
    example: pod({ annotations: ['gpu-memory.limit: 8Gi'] }),
    cured: pod({ annotations: ['gpu-memory: "4096"', 'gpu-memory.limit: 8Gi'] }),
  },
  'limit-container': {
    title: 'The limit stands on a container that holds no fraction',
    severity: 'warning',
    meaning: 'RUNAI_GPU_MEMORY_LIMIT is set on another container than the one that gets the fraction.',
    why: 'One container of a pod holds the fraction: the one that gpu-fraction-container-name names, else the first. Only its variable is read, so the fraction runs without this limit.',
    cure: 'Move the variable to that container. The fix moves its lines as they are.',
    example: pod({
      annotations: ['gpu-fraction: "0.5"'],
      more: ['  - name: logger', '    image: fluentbit', ...variable('0.9').map((line) => `    ${line}`)],
    }),
    cured: pod({
      annotations: ['gpu-fraction: "0.5"'],
      container: variable('0.9'),
      more: ['  - name: logger', '    image: fluentbit'],
    }),
  },
  'limit-conflict': {
    title: 'The annotation and the variable say different limits',
    severity: 'warning',
    meaning: 'RUNAI_GPU_MEMORY_LIMIT and the limit annotation differ.',
    why: 'Run:ai up to 2.26 reads the variable; KAI reads the annotation, and so does this machine. The same manifest has two limits.',
    cure: 'Write the same value in both, or keep the one that your cluster reads.',
    example: pod({ annotations: ['gpu-fraction: "0.5"', 'gpu-fraction.limit: "0.8"'], container: variable('0.9') }),
    cured: pod({ annotations: ['gpu-fraction: "0.5"', 'gpu-fraction.limit: "0.8"'], container: variable('0.8') }),
  },
} as const satisfies Readonly<Record<string, RulePage>>;
