import { pod, type RulePage } from './rulePage.ts';

const half = 'gpu-fraction: "0.5"';
const sidecar = (...annotations: readonly string[]): string =>
  pod({ annotations }).replace(
    '  containers:\n',
    '  containers:\n    - name: istio-proxy\n      image: docker.io/istio/proxyv2:1.24.0\n',
  );

const ofRunai = (manifest: string): string =>
  manifest.replace('kai-scheduler', 'runai-scheduler').replace('kai.scheduler/queue', 'runai/queue');

/** Rules about the scheduler and the container that a fraction is meant for. */
export const holderPages = {
  'other-scheduler': {
    title: 'The scheduler does not read fractions',
    severity: 'warning',
    meaning: 'schedulerName is that of Kubernetes, nearly that of a fraction scheduler, or not the one that the cluster has.',
    why: 'The default scheduler runs the pod without a GPU. A name that no scheduler has leaves it Pending for ever.',
    cure: 'Write kai-scheduler, or runai-scheduler for Run:ai up to 2.26.',
    example: pod({ annotations: [half] }).replace('kai-scheduler', 'kai_scheduler'),
    cured: pod({ annotations: [half] }),
  },
  'target-container': {
    title: 'The fraction goes to another container than the model',
    severity: 'warning',
    when: 'a hint where the first container is no known sidecar, but another one runs a known engine',
    meaning: 'No annotation names the container, and the first one is a sidecar or runs no known engine.',
    why: 'One container of a pod gets the fraction: the first one, unless gpu-fraction-container-name names another. The model then runs on the CPU, many times slower, and nothing says so. Argo puts its own container first.',
    cure: 'Name the container. Versions before KAI 0.10 and Run:ai 2.24 ignore the name: there the container has to be the first.',
    example: sidecar(half),
    cured: sidecar(half, 'gpu-fraction-container-name: server'),
  },
  'container-name-ignored': {
    title: 'This version passes over gpu-fraction-container-name',
    severity: 'warning',
    meaning: 'The annotation names a container that is not the first, and the version of the scheduler is too old to read it.',
    why: 'KAI reads it from 0.10 on, Run:ai from 2.24 on. Before that the first container gets the fraction, in silence.',
    cure: 'Put the container first, or update the scheduler.',
    cluster: { runai: { major: 2, minor: 22, patch: 64 } },
    example: ofRunai(sidecar(half, 'gpu-fraction-container-name: server')),
    cured: ofRunai(pod({ annotations: [half, 'gpu-fraction-container-name: server'] })),
  },
} as const satisfies Readonly<Record<string, RulePage>>;
