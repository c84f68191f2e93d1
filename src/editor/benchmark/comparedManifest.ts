import * as vscode from 'vscode';
import type { Deployable } from '../deploy/deployables.ts';
import { readDeployables } from '../deploy/deployables.ts';
import { chooseWorkload } from '../deploy/chooseWorkload.ts';
import { DeployError, manifestError } from '../deploy/deployError.ts';
import { readManifestText, type ManifestText } from '../deploy/manifestText.ts';
import type { WorkloadPlace } from '../ids.ts';
import type { BenchmarkServices } from './registerBenchmark.ts';

/** A workload of a file whose fractions are compared. */
export interface ComparedManifest {
  readonly deployable: Deployable;
  readonly manifest: ManifestText;
  /** Of the file, from which each fraction is launched. */
  readonly path: string;
}

/** The workload that the place, the cursor or the user says. Rejects with `DeployError` where nothing of the file could be launched. */
export async function chooseComparedManifest(
  settings: BenchmarkServices['settings'],
  uri: vscode.Uri,
  { workload: name, line }: WorkloadPlace,
): Promise<ComparedManifest> {
  const manifest = await readManifestText(uri);
  const { path, fileName } = manifest;
  if (path === undefined) {
    const message = vscode.l10n.t('{0} is in no file, from which each fraction could be launched. Save it first.', fileName);
    throw new DeployError({ reason: 'virtualFile' }, message);
  }
  const content = await readDeployables(manifest.text, await settings.read());
  const deployable = await chooseWorkload(content, manifest, { name, line, cursor: cursorIn(uri) });
  const [error, ...more] = deployable.errors;
  if (error !== undefined) {
    throw manifestError(uri, fileName, [error, ...more]);
  }
  if (deployable.refusal !== undefined) {
    throw new DeployError({ reason: 'notRendered' }, deployable.refusal);
  }
  return { deployable, manifest, path };
}

function cursorIn(uri: vscode.Uri): vscode.Position | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.uri.toString() === uri.toString() ? editor.selection.active : undefined;
}
