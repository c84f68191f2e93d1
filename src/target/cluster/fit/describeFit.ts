import * as l10n from '@vscode/l10n';
import { describePiece } from '../../../gpu/piece.ts';
import { formatPercent } from '../../../gpu/share.ts';
import { describeAmount } from '../../../gpu/amount.ts';
import { asksOf } from '../../../manifest/dialects/asks.ts';
import type { FoundWorkload } from '../../../manifest/requests.ts';
import type { Fit } from './fitResult.ts';

interface Surroundings {
  /** Nodes that hand out such GPUs at all. */
  readonly servingNodes: number;
  /** Whether GPUs are what is missing, and nothing else. */
  readonly lacksGpus: boolean;
  /** Why it cannot be told. */
  readonly unknown: string;
}

/** In a few words: `fits on 3 of 8 GPUs now`, `waits: queue "ml" is over its quota: …`, `no GPU with 70 % free: at most 40 %`. */
export function describeFit(
  fit: Omit<Fit, 'summary'>,
  found: FoundWorkload,
  { servingNodes, unknown, lacksGpus }: Surroundings,
): string {
  const { kind, places, queue } = fit;
  if (kind === 'unknown') return l10n.t('whether it fits cannot be told: {0}', unknown);
  if (places.length === 0) {
    const lack = describeLack(fit, found, { servingNodes, lacksGpus });
    return kind === 'never' ? l10n.t('cannot run here: {0}', lack) : l10n.t('waits: {0}', lack);
  }
  return queue?.waits === undefined ? describePlaces(fit, found) : l10n.t('waits: {0}', queue.waits);
}

function describePlaces({ places, fittingGpus, allGpus }: Omit<Fit, 'summary'>, { result }: FoundWorkload): string {
  const [ask] = asksOf(result);
  const isOfOne = ask?.kind === 'request' && ask.request.devices === 1;
  if (isOfOne)
    return allGpus === 1 ? l10n.t('fits on its only GPU now') : l10n.t('fits on {0} of {1} GPUs now', fittingGpus, allGpus);
  return places.length === 1 ? l10n.t('fits on 1 node now') : l10n.t('fits on {0} nodes now', places.length);
}

function describeLack(
  { kind, refusals, largestFreeShare }: Omit<Fit, 'summary'>,
  { result }: FoundWorkload,
  { servingNodes, lacksGpus }: Omit<Surroundings, 'unknown'>,
): string {
  if (servingNodes === 0) return l10n.t('no node here hands out such GPUs');
  const [first] = refusals;
  const [reason] = first?.reasons ?? [];
  if (refusals.length === 1 && first !== undefined && reason !== undefined)
    return l10n.t('{0}: {1}', first.node, first.reasons.join('; '));
  const [ask] = asksOf(result);
  if (ask === undefined || kind === 'never' || !lacksGpus)
    return reason === undefined ? '' : l10n.t('none of {0} nodes takes it; {1}: {2}', refusals.length, first?.node ?? '', reason);
  if (ask.kind === 'fixed') return l10n.t('no node has {0} free', describePiece(ask.piece));
  const { devices, request } = ask.request;
  const amount = request.kind === 'share' ? formatPercent(request.share) : describeAmount(request);
  const most = formatPercent(largestFreeShare);
  return devices === 1
    ? l10n.t('no GPU with {0} free: at most {1}', amount, most)
    : l10n.t('no node with {0} GPUs of which {1} are free', devices, amount);
}
