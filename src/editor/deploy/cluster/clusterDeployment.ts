import type { ApplyOutcome } from '../../../target/cluster/deploy/applyObjects.ts';
import type { RolloutState } from '../../../target/cluster/deploy/rollout.ts';
import type { UndoOutcome } from '../../../target/cluster/deploy/undoApply.ts';

/** What became of one object. */
export interface DeployedObject {
  /** `Service chat`. */
  readonly title: string;
  readonly namespace?: string;
  readonly outcome: ApplyOutcome['kind'];
  /** The same for a person. */
  readonly text: string;
}

/** What a deploy to a cluster ended with. */
export interface ClusterDeployment {
  readonly contextId: string;
  readonly namespace: string;
  readonly objects: readonly DeployedObject[];
  /** Of the workloads that ask for GPUs and were applied: `<kind>/<namespace>/<name>`. `unseen`: it was not followed to its end. */
  readonly workloads: readonly {
    readonly id: string;
    readonly state: RolloutState['kind'] | 'unseen';
    /** Why it waits or has failed, in a few words. */
    readonly text: string;
  }[];
  /** Takes it back, as the button does; without a question. */
  readonly undo: () => Promise<
    readonly { readonly title: string; readonly outcome: UndoOutcome['kind']; readonly text: string }[]
  >;
}
