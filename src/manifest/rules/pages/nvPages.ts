import { pod, type RulePage } from './rulePage.ts';

const of = (...annotations: readonly string[]): string => pod({ annotations });
const request = 'nvidia.com/container.server.gpu-memory.request: "8Gi"';
const limit = 'nvidia.com/container.server.gpu-memory.limit: "16Gi"';
const mode = 'nvidia.com/container.server.gpu-compute.mode: sm-sharing';
const second = ['  - name: judge', '    image: vllm/vllm-openai:v0.9.0'];
const longName = 'server-of-the-recommendation-model-v2';
const named = (name: string): string => of(request.replace('server', name)).replace('name: server', `name: ${name}`);
const unverified = "By the source of KAI's main branch of September and October 2026; not verified on a running one.";

/** Rules about the annotations of NvFractions, which KAI reads from 0.18 on. */
export const nvPages = {
  'nv-key': {
    title: 'NvFractions has no such key',
    severity: 'warning',
    when: 'an error where the cluster is known to have KAI 0.18 or later',
    meaning: 'An annotation starts with nvidia.com/container. and ends with something that NvFractions does not know.',
    why: `KAI from 0.18 on refuses such a pod, even where it asks for no GPU; older versions ignore the annotation. ${unverified}`,
    cure: 'Write .gpu-memory.request, .gpu-memory.limit or .gpu-compute.mode behind the name of the container.',
    example: of('nvidia.com/container.server.gpu-memory.requests: "8Gi"'),
    cured: of(request),
  },
  'nv-container': {
    title: 'The annotation names a container that the pod does not have',
    severity: 'error',
    meaning:
      'The part between nvidia.com/container. and the end of the key is no name of a container, or gpu-fraction-container-name says another.',
    why: `KAI refuses the pod: nobody could have the GPU. ${unverified}`,
    cure: 'Write the name of a container of this pod. The fix takes the nearest one.',
    example: of(request.replace('server', 'Server')),
    cured: of(request),
  },
  'nv-containers': {
    title: 'Several containers ask for a part of a GPU',
    severity: 'error',
    meaning: 'Two containers of one pod have memory annotations of NvFractions.',
    why: `KAI gives a part of a GPU to one container of a pod and refuses more. ${unverified}`,
    cure: 'Keep the annotations of one container, or make two pods of them.',
    example: pod({ annotations: [request, request.replace('server', 'judge')], more: second }),
    cured: pod({ annotations: [request], more: second }),
  },
  'nv-key-length': {
    title: "The container's name is too long for the key",
    severity: 'error',
    meaning: 'With the name of the container the annotation is longer than Kubernetes allows.',
    why: 'The name of an annotation has at most 63 characters behind the "/". That leaves 34 for the container with .gpu-memory.request, 36 with .gpu-memory.limit and .gpu-compute.mode. In a cluster whose sharing mode is NvFractions the same holds for gpu-memory, which KAI writes as such a key, and gpu-fraction.limit leaves 28. The operator for NIMs calls the container of a NIMService <name>-ctr, so its own name has four fewer.',
    cure: 'Shorten the name of the container.',
    example: named(longName),
    cured: named('server-v2'),
  },
  'nv-memory-value': {
    title: 'The memory cannot be read',
    severity: 'error',
    meaning: 'A request or limit of NvFractions is no quantity of Kubernetes, not above 0, or less than 1 MiB.',
    why: `KAI refuses what is no quantity above 0. Less than 1 MiB it takes, and then the container cannot be created on the node. ${unverified}`,
    cure: 'Write for example "8Gi" or "8192Mi".',
    example: of(request.replace('8Gi', '8GB')),
    cured: of(request),
  },
  'nv-memory-unit': {
    title: 'Bytes where MiB were meant',
    severity: 'error',
    meaning: 'A request or limit of NvFractions has no unit, and as bytes it is less than 1 MiB.',
    why: 'gpu-memory: "2048" is 2048 MiB, but in the keys of NvFractions "2048" is 2048 bytes. KAI takes it, and then the container cannot be created on the node.',
    cure: 'Write the unit: "2048Mi".',
    example: of(request.replace('8Gi', '2048')),
    cured: of(request.replace('8Gi', '2048Mi')),
  },
  'nv-compute-mode': {
    title: 'The compute mode is unknown',
    severity: 'error',
    meaning: 'The value of .gpu-compute.mode is neither time-slicing nor sm-sharing.',
    why: `KAI refuses the pod. sm-sharing is MPS; time-slicing is what counts without the key. ${unverified}`,
    cure: 'Write time-slicing or sm-sharing.',
    example: of(request, 'nvidia.com/container.server.gpu-compute.mode: mps'),
    cured: of(request, 'nvidia.com/container.server.gpu-compute.mode: sm-sharing'),
  },
  'nv-mode-without-memory': {
    title: 'A compute mode without memory',
    severity: 'warning',
    meaning: 'The container has .gpu-compute.mode and asks for no memory.',
    why: 'The mode says how the GPU is shared, not how much of it. Alone it asks for nothing, and the pod runs without a GPU.',
    cure: 'Add .gpu-memory.request for the same container.',
    example: of('nvidia.com/container.server.gpu-compute.mode: sm-sharing'),
    cured: of(request, 'nvidia.com/container.server.gpu-compute.mode: sm-sharing'),
  },
  'mixed-compute-modes': {
    title: 'Pods that cannot share a GPU',
    severity: 'hint',
    meaning: 'One pod of the file computes by sm-sharing and another by time-slicing, which is what a pod without a mode does.',
    why: `Pods with different modes never get the same GPU, so they need two. ${unverified}`,
    cure: 'Write the same mode for those that are to share one.',
    example: [of(request, mode), of(request).replace('name: chat', 'name: judge')].join('---\n'),
    cured: [of(request, mode), of(request, mode).replace('name: chat', 'name: judge')].join('---\n'),
  },
  'nv-devices-key': {
    title: 'The devices are not for users to choose',
    severity: 'error',
    meaning: 'The annotation .gpus.devices stands in the manifest.',
    why: `KAI writes it when it has chosen the GPUs, and refuses pods in which anyone else does. ${unverified}`,
    cure: 'Remove it.',
    example: of(request, 'nvidia.com/container.server.gpus.devices: GPU-1234'),
    cured: of(request),
  },
  'nv-and-fraction': {
    title: 'NvFractions beside gpu-fraction or gpu-memory',
    severity: 'error',
    when: 'a warning for a request beside gpu-fraction, which KAI takes, and then does not even read the share',
    meaning: 'The pod says how much of a GPU it wants in two dialects.',
    why: `KAI refuses a limit of NvFractions beside gpu-fraction or gpu-memory, and a request that is not the same as gpu-memory. ${unverified}`,
    cure: 'Keep one of them.',
    example: of('gpu-memory: "4096"', request, limit),
    cured: of(request, limit),
  },
  'nv-old-key': {
    title: 'The compute mode of a whole pod',
    severity: 'warning',
    meaning: 'The annotation kai.scheduler/gpu-compute-sharing-mode stands on the pod.',
    why: 'Early builds of KAI 0.18 read it. Later ones read a key with the name of the container.',
    cure: 'Write nvidia.com/container.<name>.gpu-compute.mode.',
    example: of(request, 'kai.scheduler/gpu-compute-sharing-mode: sm-sharing'),
    cured: of(request, 'nvidia.com/container.server.gpu-compute.mode: sm-sharing'),
  },
} as const satisfies Readonly<Record<string, RulePage>>;
