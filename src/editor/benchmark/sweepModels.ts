import * as vscode from 'vscode';
import { readModelUse } from '../../inference/models/use/readModelUse.ts';
import type { SweepModel } from '../../load/sweep/sweepPlan.ts';
import { findFractionContainer } from '../../manifest/fractionContainer.ts';
import type { Job } from '../../protocol/agent.ts';
import type { Target } from '../../target/target.ts';
import type { Deployable } from '../deploy/deployables.ts';
import { DeployError } from '../deploy/deployError.ts';
import { settleProblems, type Settling } from '../deploy/settleProblems.ts';

/**
 * What a workload of a manifest serves on this machine: the engine that is here for it, and its model. What stands in the way is asked,
 * where asking is allowed; rejects with `DeployError` where nothing helps.
 */
export async function modelHere(
  target: Target,
  { workload, request }: Deployable,
  manifestPath: string,
  settling: Settling,
): Promise<SweepModel> {
  const name = workload.name.value;
  // each slice is a job of its own, whatever runs already
  const deployment = { workload, request, manifestPath, options: { onExisting: 'copy' } } as const;
  const { plan } = await settleProblems(deployment, target, settling);
  if (plan.engine === undefined || plan.model === undefined) {
    const message = vscode.l10n.t('{0}: this machine has no engine and model for it, so there is nothing to compare.', name);
    throw new DeployError({ reason: 'nothingToDeploy' }, message);
  }
  return { engine: plan.engine.id, model: plan.model, manifestPath, workload: name };
}

/** What it serves on a cluster, where the manifest itself runs: as far as its arguments say. */
export function modelThere({ workload }: Deployable, manifestPath: string): SweepModel {
  const { name, template } = workload;
  const container = findFractionContainer(template);
  const use =
    container &&
    readModelUse({
      image: container.image,
      command: container.command,
      args: container.args,
      env: Object.fromEntries(container.env.map(({ key, value }) => [key.value, String(value.value)])),
    });
  return { engine: use?.server ?? 'unknown', model: use?.model ?? name.value, manifestPath, workload: name.value };
}

/** What a job of this machine serves; from its manifest as long as that is there. */
export async function modelOfJob({ name, engine, model, manifestPath, identity, target }: Job): Promise<SweepModel> {
  if (engine === null) {
    throw new Error(vscode.l10n.t('{0} runs a command line of your own: it has no engine and no model to compare.', name));
  }
  if (target !== undefined) {
    throw new Error(vscode.l10n.t('{0} runs on {1}: compare the fractions of its manifest there.', name, target));
  }
  const isThere = manifestPath !== undefined && (await exists(manifestPath));
  return { engine: engine.id, model, ...(isThere && { manifestPath, workload: identity.name }) };
}

async function exists(path: string): Promise<boolean> {
  return await vscode.workspace.fs.stat(vscode.Uri.file(path)).then(
    () => true,
    () => false,
  );
}
