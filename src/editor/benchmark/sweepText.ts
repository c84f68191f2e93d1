import * as l10n from '@vscode/l10n';
import type { SweepProgress } from '../../load/sweep/sweepProgress.ts';
import type { SweepResult } from '../../load/sweep/sweepResult.ts';
import { describeSearch } from './progressText.ts';

/** `step 2 of 6: 1/2 with neighbours · 8 users · 412 tok/s · probing 16 users` while fractions are compared. */
export function describeSweep({ step, index, steps, doing }: SweepProgress, { underWay }: Pick<SweepResult, 'underWay'>): string {
  const name = step.mode === 'contended' ? l10n.t('{0} with neighbours', step.name) : l10n.t('{0} alone', step.name);
  return [l10n.t('step {0} of {1}: {2}', index + 1, steps, name), ...describeDoing(doing, underWay?.probes ?? [])].join(' · ');
}

function describeDoing(doing: SweepProgress['doing'], probes: NonNullable<SweepResult['underWay']>['probes']): readonly string[] {
  switch (doing.kind) {
    case 'launching': {
      const { member, members, text } = doing;
      const which = members === 1 ? l10n.t('launching') : l10n.t('launching {0} of {1}', member + 1, members);
      return [text === undefined ? which : l10n.t('{0}: {1}', which, text)];
    }
    case 'probing':
      return [describeSearch(probes, doing.users)];
    case 'probed':
      return [describeSearch(probes, undefined)];
    case 'takingDown':
      return [l10n.t('taking down')];
    case 'ended':
      return [doing.outcome.kind === 'failed' ? l10n.t('failed: {0}', doing.outcome.reason) : l10n.t('measured')];
  }
}
