import * as vscode from 'vscode';
import type { ClusterApi } from '../../../target/cluster/api/clusterApi.ts';
import type { ClusterConnection } from '../../../target/cluster/clusterConnection.ts';
import { applyObjects, isApplied, type ApplyResult } from '../../../target/cluster/deploy/applyObjects.ts';
import type { PlannedObject } from '../../../target/cluster/deploy/planObjects.ts';
import { followRollout, type FollowedWorkload, type RolloutState } from '../../../target/cluster/deploy/rollout.ts';
import { headlineOf, viewOf } from '../../clusters/clusterViews.ts';
import { DisposableStore } from '../../disposables.ts';
import { nameObject } from './deployTexts.ts';

/** So long a reason to wait or to fail has to stand before it is told as the end. */
const patienceMs = 10_000;

export interface ApplyWork {
  readonly connection: ClusterConnection;
  readonly api: ClusterApi;
  readonly title: string;
  readonly objects: readonly PlannedObject[];
  readonly isForced: boolean;
  /** Whether the pods of an object ask for GPUs, so that they are looked for. */
  readonly asksForGpus: (planned: PlannedObject) => boolean;
}

export interface ApplyEnd {
  readonly results: readonly ApplyResult[];
  /** Of the workloads that were followed; empty where the user did not wait. */
  readonly rollout: readonly RolloutState[];
}

/** Applies objects and follows their workloads in a notification; its cancel stops what has not been sent, or the waiting. */
export async function applyWithProgress(work: ApplyWork): Promise<ApplyEnd> {
  const options = { location: vscode.ProgressLocation.Notification, title: work.title, cancellable: true };
  return await vscode.window.withProgress(options, async (progress, cancellation) => {
    using resources = new DisposableStore();
    const controller = new AbortController();
    resources.add(cancellation.onCancellationRequested(() => controller.abort()));
    const { connection, api, objects, isForced } = work;
    const results = await applyObjects(api, objects, {
      isForced,
      signal: controller.signal,
      onProgress: (planned, index) =>
        progress.report({
          message: vscode.l10n.t('applying {0} ({1} of {2})', nameObject(planned), index + 1, objects.length),
        }),
    });
    const followed = results.flatMap((result) => toFollowed(result, work));
    if (followed.length === 0 || controller.signal.aborted) {
      return { results, rollout: [] };
    }
    try {
      const rollout = await followRollout(
        connection,
        followed,
        { viewOf, headlineOf },
        {
          signal: controller.signal,
          patienceMs,
          onProgress: ({ workload: { name }, text }) => progress.report({ message: vscode.l10n.t('{0}: {1}', name, text) }),
        },
      );
      return { results, rollout };
    } catch {
      // what was applied stays applied, whether or not anyone can see it
      return { results, rollout: [] };
    }
  });
}

function toFollowed({ planned, outcome }: ApplyResult, { asksForGpus }: ApplyWork): readonly FollowedWorkload[] {
  if (!isApplied(outcome) || !('after' in outcome) || !asksForGpus(planned)) {
    return [];
  }
  const { uid, generation } = outcome.after.metadata;
  const { type, namespace = '', name } = planned.ref;
  return [
    {
      kind: type.kind,
      namespace,
      name,
      ...(uid !== undefined && { uid }),
      ...(typeof generation === 'number' && { generation }),
    },
  ];
}
