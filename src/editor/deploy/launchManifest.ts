import * as vscode from 'vscode';
import { CancelledError, reporting } from '../errors.ts';
import { errorText } from '../errorText.ts';
import type { LaunchEnd, LaunchOrder } from '../jobsPanel/launchDesk.ts';
import { deployText, type DeployCommandServices } from './registerDeploy.ts';

/** Launches what the form of the jobs panel renders, the way every manifest is deployed; its job is announced like any other. */
export async function launchManifest(
  services: DeployCommandServices,
  { name, manifest, options }: LaunchOrder,
  onStarted: (jobId: string) => void,
): Promise<LaunchEnd> {
  const begun = Promise.withResolvers<void>();
  const openPanel = (jobId?: string): void => {
    if (jobId !== undefined) {
      onStarted(jobId);
      begun.resolve();
    }
    services.openPanel(jobId);
  };
  const fileName = `${name}.yaml`;
  const text = { uri: vscode.Uri.from({ scheme: 'untitled', path: fileName }), fileName, text: manifest };
  const { engine, deviceUuid: device } = options;
  const choices = { amount: 'file', ...(engine !== undefined && { engine }), ...(device !== undefined && { device }) };
  const deploying = deployText({ ...services, openPanel }, text, choices);
  try {
    await Promise.race([begun.promise, deploying]);
  } catch (error) {
    return error instanceof CancelledError ? { kind: 'cancelled' } : { kind: 'refused', message: errorText(error) };
  }
  // what befalls the job from now on is told as for every job
  void reporting(services.log, () => deploying);
  return { kind: 'started' };
}
