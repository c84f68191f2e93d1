import type { NodeSharing } from '../../../manifest/clusterFacts.ts';
import type { NodeView } from '../clusterView.ts';
import { readDraOfNode } from './draHoldings.ts';
import { sumFree } from './freeCapacity.ts';
import type { KaiTraits } from './kaiTraits.ts';
import type { ClusterObjects } from '../clusterObjects.ts';
import { toClusterNode, type NodeInput } from './nodeInput.ts';
import { listNodeNotes } from './nodeNotes.ts';
import { describeNodeProblem, findBlocked } from './nodeProblem.ts';
import { findSharing, hasGpus } from './nodeSharing.ts';
import { present } from '../objects/fields.ts';
import type { NodeObject } from '../objects/node.ts';
import { noPods, type PodsOfNode } from './podsByNode.ts';
import { listDeviceResources } from './podResources.ts';
import { rememberingInputs } from './remembering.ts';
import { drawDevicePlugin } from './slices/devicePlugin.ts';
import { drawDra } from './slices/dra.ts';
import { drawHami } from './slices/hami.ts';
import { isOfHami } from './slices/hamiAllocation.ts';
import { drawKai } from './slices/kai.ts';
import { drawMig } from './slices/mig.ts';
import { drawReplicas } from './slices/replicas.ts';
import type { SliceReader } from './slices/sliceReader.ts';

const readers: Readonly<Record<NodeSharing, SliceReader>> = {
  hami: drawHami,
  dra: drawDra,
  kai: drawKai,
  mig: drawMig,
  timeSlicing: drawReplicas,
  mps: drawReplicas,
  devicePlugin: drawDevicePlugin,
};

/** Labels that name the pool of a node: those of the schedulers, then those of clouds. */
const poolLabels: readonly string[] = [
  'kai.scheduler/node-pool',
  'runai/node-pool',
  'karpenter.sh/nodepool',
  'cloud.google.com/gke-nodepool',
  'eks.amazonaws.com/nodegroup',
  'kubernetes.azure.com/agentpool',
];

const remember = rememberingInputs<NodeObject, NodeView | undefined>();

/** The node with its GPUs; undefined where it has none. The same value again while nothing of it changed. */
export function readNodeView(
  node: NodeObject,
  on: PodsOfNode = noPods,
  { objects, traits }: { readonly objects: ClusterObjects; readonly traits: KaiTraits },
): NodeView | undefined {
  const dra = readDraOfNode(node, objects);
  return remember(node, [traits, dra, ...on.pods, undefined, ...on.reservations], () => {
    const isUsed =
      dra.pools.length > 0 ||
      on.pods.some(({ pod, groups }) => groups.length > 0 || isOfHami(pod) || listDeviceResources(pod).length > 0);
    if (!isUsed && !hasGpus(node)) return undefined;
    const hasGroups = on.reservations.length > 0 || on.pods.some(({ groups }) => groups.length > 0);
    const sharing = findSharing(node, {
      hasDraDevices: dra.pools.some((pool) => pool.kind !== 'usable' || pool.candidates.length > 0),
      hasGroups,
      traits,
    });
    return drawNode({ node, ...on, traits, sharing, dra });
  });
}

function drawNode(input: NodeInput): NodeView {
  const { node, sharing } = input;
  const forPlacement = toClusterNode(input);
  const problem = findBlocked(node);
  const blocked = problem && describeNodeProblem(problem);
  const drawn = readers[sharing](input, forPlacement);
  const gpus = blocked === undefined ? drawn : drawn.map((gpu) => ({ ...gpu, unusable: gpu.unusable ?? blocked }));
  return {
    node,
    name: node.name,
    ...present({ product: node.labels['nvidia.com/gpu.product'] ?? findDraProduct(input), pool: findPool(node) }),
    sharing,
    isSimulated: isSimulated(node),
    gpus,
    ...sumFree(gpus),
    notes: listNodeNotes(input, forPlacement),
    forPlacement,
  };
}

/** Nodes of KWOK, of the fake GPU operator, and of this project's own rig. */
function isSimulated({ annotations, labels }: NodeObject): boolean {
  return (
    annotations['kwok.x-k8s.io/node'] === 'fake' ||
    labels['gpu-fractions.dev/simulated'] === 'true' ||
    'run.ai/simulated-gpu-node-pool' in labels
  );
}

function findDraProduct({ dra: { pools } }: NodeInput): string | undefined {
  const devices = pools.flatMap((pool) => (pool.kind === 'usable' ? pool.candidates : []));
  const products = devices.map(({ device }) => device.attributes.get('productName'));
  return products.flatMap((product) => (product?.kind === 'string' ? [product.value] : []))[0];
}

function findPool({ labels }: NodeObject): string | undefined {
  return poolLabels.map((label) => labels[label]).find((pool) => pool !== undefined);
}
