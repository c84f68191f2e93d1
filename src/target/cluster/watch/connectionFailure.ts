import * as l10n from '@vscode/l10n';
import { ClusterError, type ClusterErrorReason } from '../api/clusterError.ts';

/** Someone has to do something: a program that asks a person to sign in does not do so every half minute. */
const untilAsked: ReadonlySet<ClusterErrorReason> = new Set(['untrusted', 'authProgram']);
/** Files and certificates are renewed by others, sometimes. */
const seldom: ReadonlySet<ClusterErrorReason> = new Set(['unauthorized', 'certificate', 'kubeconfig']);
const seldomMs = 2 * 60_000;

/** How long to wait before a cluster that failed is tried again; undefined until someone asks. `backoffMs` where it may well be back soon. */
export function waitAfter(error: ClusterError, backoffMs: number): number | undefined {
  if (untilAsked.has(error.reason)) return undefined;
  return seldom.has(error.reason) ? seldomMs : backoffMs;
}

/** What is no error of a cluster is a fault of ours, and shown as one that the cluster has. */
export function asClusterError(error: unknown): ClusterError {
  if (ClusterError.is(error)) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new ClusterError('server', l10n.t('The cluster could not be read: {0}. Try again.', why), { cause: error });
}
