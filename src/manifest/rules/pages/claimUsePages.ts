import { claim, claimingPod, tenGi, together, wholeDevice } from './claimParts.ts';
import type { RulePage } from './rulePage.ts';

const shared = (labels: readonly string[] = []): string => claim({ kind: 'ResourceClaim', labels });
const sharing = ['resourceClaimName: half'];
const named = (...more: readonly string[]): readonly string[] => ['resources:', '  claims:', '    - name: gpu', ...more];
const label = ['kai.scheduler/queue: default-queue'];

/** Rules about pods that name claims. */
export const claimUsePages = {
  'claim-undeclared': {
    title: 'A container names a claim that the pod does not list',
    severity: 'error',
    meaning: 'resources.claims of a container has a name that spec.resourceClaims does not have.',
    why: 'A container can only have what the pod claims. The API server refuses the pod.',
    cure: 'Write a name of spec.resourceClaims, or list the claim there.',
    example: together(claim({}), claimingPod({ container: ['resources:', '  claims:', '    - name: half'] })),
    cured: together(claim({}), claimingPod()),
  },
  'claim-source': {
    title: 'A claim of the pod has no source, or two',
    severity: 'error',
    meaning: 'An entry of spec.resourceClaims has both resourceClaimName and resourceClaimTemplateName, or neither.',
    why: 'The first is a claim that pods share, the second makes one for each pod. The API server wants exactly one.',
    cure: 'Keep one of them.',
    example: together(claim({}), claimingPod({ source: ['resourceClaimName: half', 'resourceClaimTemplateName: half'] })),
    cured: together(claim({}), claimingPod()),
  },
  'claim-name': {
    title: 'Names of claims or requests are missing, wrong or alike',
    severity: 'error',
    meaning:
      'An entry of spec.resourceClaims or a request has no name, one that is no DNS label, or that of another; or a container names a claim twice.',
    why: 'Containers find claims and requests by these names. The API server refuses the object.',
    cure: 'Give each a name of its own: lower case letters, digits and "-".',
    example: together(claim({}), claimingPod({ container: named('    - name: gpu') })),
    cured: together(claim({}), claimingPod()),
  },
  'claim-not-found': {
    title: 'The file has another claim of nearly that name',
    severity: 'hint',
    meaning:
      'A pod names a claim that the file does not have, while it has one whose name differs by a letter, or one of the other kind.',
    why: 'The claim may be on the cluster already. If it is not, the pods stay Pending.',
    cure: 'Write the name as the claim has it, and the field of its kind.',
    example: together(claim({}), claimingPod({ source: ['resourceClaimTemplateName: hafl'] })),
    cured: together(claim({}), claimingPod()),
  },
  'claim-unused': {
    title: 'No container has the claimed device',
    severity: 'warning',
    meaning: 'The pod claims a GPU and none of its containers names the claim.',
    why: 'The device is allocated to the pod and no container can see it.',
    cure: 'Add the claim to resources.claims of the container that needs it.',
    example: together(claim({}), claimingPod({ container: [] })),
    cured: together(claim({}), claimingPod()),
  },
  'claim-shared': {
    title: 'One device for several',
    severity: 'hint',
    meaning: 'Several containers of a pod name the same request, or several workloads the same ResourceClaim.',
    why: 'They get the very same device, the pods on one node. Nothing divides its memory between them.',
    cure: 'If each should have a part, use a ResourceClaimTemplate with a memory capacity, and a claim for each container.',
    example: together(
      shared(),
      claimingPod({ source: sharing }),
      claimingPod({ source: sharing }).replace('name: chat', 'name: embed'),
    ),
    cured: together(claim({ request: tenGi }), claimingPod(), claimingPod().replace('name: chat', 'name: embed')),
  },
  'claim-and-fraction': {
    title: 'A fraction beside a claim for a GPU',
    severity: 'warning',
    meaning: 'The pod asks for a fraction by annotation and for a GPU by a claim.',
    why: 'KAI places no fractions on nodes whose GPUs are handed out by DRA, so no node has both.',
    cure: 'Keep one of the two. A share by claim is capacity.requests.memory.',
    example: together(claim({}), claimingPod({ scheduler: true, annotations: ['gpu-fraction: "0.5"'] })),
    cured: together(claim({}), claimingPod({ scheduler: true })),
  },
  'claim-first-available': {
    title: 'KAI and a list of alternatives',
    severity: 'warning',
    meaning: 'A pod for KAI claims a GPU with firstAvailable.',
    why: 'KAI learned DRA in 0.13 without such lists; whether your version has them is not known here.',
    cure: 'Ask with exactly, or try it before you rely on it.',
    example: together(
      claim({
        request: ['- name: gpu', '  firstAvailable:', '    - name: small', '      deviceClassName: gpu.nvidia.com'],
      }),
      claimingPod({ scheduler: true }),
    ),
    cured: together(claim({ request: wholeDevice }), claimingPod({ scheduler: true })),
  },
  'claim-queue': {
    title: 'A shared claim without a queue',
    severity: 'warning',
    meaning: 'A pod for KAI names a ResourceClaim that has no label with a queue.',
    why: 'From 0.13 on KAI counts claims toward a queue, and a claim that no template makes must name it itself.',
    cure: 'Add the label that the pods have to the claim, or use a ResourceClaimTemplate.',
    example: together(shared(), claimingPod({ scheduler: true, source: sharing })),
    cured: together(shared(label), claimingPod({ scheduler: true, source: sharing })),
  },
} as const satisfies Readonly<Record<string, RulePage>>;
