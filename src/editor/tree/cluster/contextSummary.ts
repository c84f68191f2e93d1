import * as l10n from '@vscode/l10n';
import type { ClusterErrorReason } from '../../../target/cluster/api/clusterError.ts';
import type { ClusterView, NodeView } from '../../../target/cluster/clusterView.ts';
import type { ClusterLook } from './clusterLook.ts';
import { countGpus } from './nodeRow.ts';

/** What stands behind the name of a context: what it has, or why that is not known. */
export function summaryOf({ context, state, view, namespaces }: ClusterLook): readonly string[] {
  if (context.problem !== undefined) return [context.problem];
  const filter = namespaces.length === 0 ? [] : [l10n.t('only {0}', namespaces.join(', '))];
  switch (state.kind) {
    case 'idle':
      return context.isCurrent ? [l10n.t('current context')] : [l10n.t('not connected')];
    case 'failed':
      return [failureText(state.error.reason), ...(view === undefined ? [] : figuresOf(view)), ...filter];
    case 'connecting':
      return view === undefined ? [l10n.t('connecting…')] : [...figuresOf(view), l10n.t('updating'), ...filter];
    case 'connected':
      return view === undefined ? [l10n.t('reading…')] : [...figuresOf(view), ...filter];
  }
}

/** `simulated`, `31.5 of 96 GPUs free`, `12 nodes`: what counts most first, since a side bar is narrow. */
function figuresOf({ nodes, gaps }: ClusterView): readonly string[] {
  if (nodes.length === 0) {
    return gaps.some(({ what }) => what === 'nodes') ? [l10n.t('nodes not readable')] : [l10n.t('no GPU node')];
  }
  const gpus = nodes.reduce((sum, node) => sum + countGpus(node), 0);
  return [
    ...(nodes.every(({ isSimulated }) => isSimulated) ? [l10n.t('simulated')] : []),
    l10n.t('{0} of {1} GPUs free', freeOf(nodes), gpus),
    nodes.length === 1 ? l10n.t('1 node') : l10n.t('{0} nodes', nodes.length),
  ];
}

/** In GPUs. */
export function freeOf(nodes: readonly NodeView[]): number {
  return Math.round(nodes.reduce((sum, { freeShare }) => sum + freeShare, 0) * 100) / 100;
}

/** In a few words; the row below says it whole. */
function failureText(reason: ClusterErrorReason): string {
  switch (reason) {
    case 'unauthorized':
      return l10n.t('not signed in');
    case 'authProgram':
      return l10n.t('no credentials');
    case 'untrusted':
      return l10n.t('not trusted');
    case 'certificate':
    case 'kubeconfig':
    case 'forbidden':
    case 'invalid':
      return l10n.t('not connected');
    case 'notFound':
    case 'conflict':
    case 'gone':
    case 'tooManyRequests':
    case 'server':
    case 'unreachable':
    case 'timedOut':
      return l10n.t('does not answer');
  }
}
