import type { Uri } from 'vscode';
import type { Finding } from '../../manifest/finding.ts';
import type { LaunchProblem } from '../../protocol/agent.ts';

/** Why a deploy did not begin; every reason carries what its message needs. */
export type DeployFailure =
  | { readonly reason: 'unsupportedPlatform' | 'virtualFile' | 'nothingToDeploy' | 'badChoice' }
  | { readonly reason: 'manifestError'; readonly finding: Finding; readonly uri: Uri }
  | { readonly reason: 'refused'; readonly problem: LaunchProblem };

/** A deploy that did not begin; the message is for the user. */
export class DeployError extends Error {
  override readonly name = 'DeployError';
  readonly failure: DeployFailure;

  constructor(failure: DeployFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}
