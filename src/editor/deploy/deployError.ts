import * as vscode from 'vscode';
import type { Finding } from '../../manifest/finding.ts';
import type { LaunchProblem } from '../../protocol/agent.ts';

/** Why a deploy did not begin; every reason carries what its message needs. */
export type DeployFailure =
  | { readonly reason: 'unsupportedPlatform' | 'virtualFile' | 'nothingToDeploy' | 'notRendered' | 'badChoice' | 'noContext' }
  | { readonly reason: 'manifestError'; readonly finding: Finding; readonly uri: vscode.Uri }
  | { readonly reason: 'refused'; readonly problem: LaunchProblem }
  /** The dry run of a cluster: a line for each object. */
  | { readonly reason: 'refusedByCluster'; readonly messages: readonly string[] };

/** A deploy that did not begin; the message is for the user. */
export class DeployError extends Error {
  override readonly name = 'DeployError';
  readonly failure: DeployFailure;

  constructor(failure: DeployFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}

/** The first error of a manifest with its place; the user can go there. */
export function manifestError(
  uri: vscode.Uri,
  fileName: string,
  [first, ...more]: readonly [Finding, ...Finding[]],
): DeployError {
  const place = vscode.l10n.t('{0}, line {1}: {2}', fileName, first.range.start.line + 1, first.message);
  const message = more.length === 0 ? place : vscode.l10n.t('{0} (errors in all: {1})', place, more.length + 1);
  return new DeployError({ reason: 'manifestError', finding: first, uri }, message);
}
