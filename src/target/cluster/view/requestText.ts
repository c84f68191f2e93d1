import * as l10n from '@vscode/l10n';
import { describeRequest } from '../../../gpu/describePlacement.ts';
import { describePiece } from '../../../gpu/piece.ts';
import { asksOf } from '../../../manifest/dialects/asks.ts';
import type { FoundWorkload } from '../../../manifest/requests.ts';
import type { SliceView } from '../clusterView.ts';
import { formatPercent } from '../../../gpu/share.ts';
import { formatGiB } from '../../../gpu/memory.ts';

/** What one pod asks, in the words of the lenses: `half of one GPU`, `one MIG device 1g.10gb`. */
export function describeAsk({ result }: FoundWorkload): string {
  const texts = asksOf(result).map((ask) => (ask.kind === 'fixed' ? describePiece(ask.piece) : describeRequest(ask.request)));
  return texts.length === 0 ? l10n.t('a request that cannot be read') : texts.join(', ');
}

/** What a pod has, where nothing tells what it asked. */
export function describeHeld(slices: readonly SliceView[]): string {
  if (slices.length === 0) return l10n.t('GPUs');
  return slices.map(describeSlice).join(', ');
}

function describeSlice({ piece, share, requestMiB }: SliceView): string {
  if (piece !== undefined) return piece;
  if (share !== undefined && share >= 1) return l10n.t('one GPU');
  if (share !== undefined) return l10n.t('{0} of one GPU', formatPercent(share));
  return requestMiB === undefined ? l10n.t('a part of one GPU') : l10n.t('{0} of one GPU', formatGiB(requestMiB));
}
