import * as l10n from '@vscode/l10n';
import { ReportNumbers } from '../../load/report/reportNumbers.ts';
import type { LoadProgress } from '../../load/run/loadProgress.ts';

const numbers = new ReportNumbers();

/** One line a second of the terminal: `  12s  412 tok/s   ttft p95 131 ms   8 open   96 requests   0 errors`. */
export function progressLine({
  phase,
  elapsedSeconds,
  tokensPerSecond,
  ttftP95Ms,
  open,
  requests,
  errors,
}: LoadProgress): string {
  return [
    `${String(Math.round(elapsedSeconds)).padStart(4)}s  ${numbers.number(tokensPerSecond).padStart(5)} tok/s`,
    `ttft p95 ${numbers.number(ttftP95Ms)} ms`,
    l10n.t('{0} open', open),
    l10n.t('{0} requests', requests),
    l10n.t('{0} errors', errors),
    ...(phase === 'steady' ? [] : [phase === 'warmUp' ? l10n.t('(warm-up)') : l10n.t('(last answers)')]),
  ].join('   ');
}
