import * as vscode from 'vscode';
import type { SweepModel } from '../../load/sweep/sweepPlan.ts';
import type { Job } from '../../protocol/agent.ts';
import { chooseWorkload } from '../deploy/chooseWorkload.ts';
import { readDeployables } from '../deploy/deployables.ts';
import { DeployError, manifestError } from '../deploy/deployError.ts';
import { readManifestText } from '../deploy/manifestText.ts';
import { settleProblems, type Settling } from '../deploy/settleProblems.ts';
import type { WorkloadPlace } from '../ids.ts';
import type { BenchmarkServices } from './registerBenchmark.ts';

type Reach = Pick<BenchmarkServices, 'target' | 'settings'>;

/**
 * What a manifest serves: the engine that this machine has for it, and its model. Rejects with `DeployError` where nothing in it can run
 * here; what stands in the way is asked, where asking is allowed.
 */
export async function modelOfManifest(
  { target, settings }: Reach,
  uri: vscode.Uri,
  place: WorkloadPlace,
  settling: Settling,
): Promise<SweepModel> {
  const manifest = await readManifestText(uri);
  if (manifest.path === undefined) {
    const message = vscode.l10n.t(
      '{0} is in no file, from which each fraction could be launched. Save it first.',
      manifest.fileName,
    );
    throw new DeployError({ reason: 'virtualFile' }, message);
  }
  const content = await readDeployables(manifest.text, await settings.read());
  const local = { ...content, deployables: content.deployables.filter(({ isLocal }) => isLocal) };
  const cursor = cursorIn(uri);
  const said = { name: place.workload, line: place.line, ...(cursor !== undefined && { cursor }) };
  const { workload, request, errors, refusal } = await chooseWorkload(local, manifest, said);
  const [error, ...more] = errors;
  if (error !== undefined) {
    throw manifestError(uri, manifest.fileName, [error, ...more]);
  }
  if (refusal !== undefined) {
    throw new DeployError({ reason: 'notRendered' }, refusal);
  }
  // each slice is a job of its own, whatever runs already
  const deployment = { workload, request, manifestPath: manifest.path, options: { onExisting: 'copy' } } as const;
  const { plan } = await settleProblems(deployment, target, settling);
  if (plan.engine === undefined || plan.model === undefined) {
    const name = workload.name.value;
    const message = vscode.l10n.t('{0}: this machine has no engine and model for it, so there is nothing to compare.', name);
    throw new DeployError({ reason: 'nothingToDeploy' }, message);
  }
  return { engine: plan.engine.id, model: plan.model, manifestPath: manifest.path, workload: workload.name.value };
}

function cursorIn(uri: vscode.Uri): vscode.Position | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.uri.toString() === uri.toString() ? editor.selection.active : undefined;
}

/** What a job serves; from its manifest as long as that is there. */
export async function modelOfJob({ name, engine, model, manifestPath, identity, target }: Job): Promise<SweepModel> {
  if (engine === null) {
    throw new Error(vscode.l10n.t('{0} runs a command line of your own: it has no engine and no model to compare.', name));
  }
  if (target !== undefined) {
    throw new Error(
      vscode.l10n.t('{0} runs on {1}. Fractions are compared on the GPUs of this machine: compare its manifest.', name, target),
    );
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
