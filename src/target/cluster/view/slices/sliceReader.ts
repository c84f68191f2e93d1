import type { ClusterNode } from '../../../../gpu/clusterNode.ts';
import type { GpuView } from '../../clusterView.ts';
import type { NodeInput } from '../nodeInput.ts';

/** Draws the GPUs of the nodes of one owner: a pure function of the node and of what is on it; `counted` is the node as KAI counts it. */
export type SliceReader = (input: NodeInput, counted: ClusterNode) => readonly GpuView[];
