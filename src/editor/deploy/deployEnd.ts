import type { Job } from '../../protocol/agent.ts';
import type { ClusterDeployment } from './cluster/clusterDeployment.ts';

/** What a deploy ended with: a job of this machine, or what was applied to a cluster. */
export type DeployEnd =
  | { readonly kind: 'job'; readonly job: Job }
  | { readonly kind: 'cluster'; readonly deployment: ClusterDeployment; readonly name: string };
