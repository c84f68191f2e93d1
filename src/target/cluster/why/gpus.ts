import * as l10n from '@vscode/l10n';
import { roundGpus } from '../fit/queueBounds.ts';

/** `1 GPU`, `3.5 GPUs`, with at most three decimals as KAI has them; below 0 is without bound. */
export function formatGpus(count: number): string {
  if (count < 0) return l10n.t('no bound');
  const rounded = roundGpus(count);
  return rounded === 1 ? l10n.t('1 GPU') : l10n.t('{0} GPUs', rounded);
}
