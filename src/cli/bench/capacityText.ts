import * as l10n from '@vscode/l10n';
import { capacitySloText, usersHint } from '../../load/report/capacityReport.ts';
import { ReportNumbers } from '../../load/report/reportNumbers.ts';
import { searchWarning, simulatedWarning } from '../../load/report/warnings.ts';
import { defaultCapacitySlo, type Probe } from '../../load/search/capacity.ts';
import type { CapacityResult } from '../../load/search/capacityResult.ts';
import { numberTable } from './numberTable.ts';

const numbers = new ReportNumbers();

/** The largest number of users for a person, a line each. */
export function capacityLines(capacity: CapacityResult): readonly string[] {
  const { plan, ranOn, simulated, clientLimited, state, users, slo, probes } = capacity;
  const warnings = [...(simulated ? [simulatedWarning()] : []), ...(clientLimited ? [searchWarning()] : [])];
  const rows = probes.map(({ users: tried, figures, isWithinSlo }) => [
    numbers.count(tried),
    ...[figures.tokensPerSecond, figures.ttftMs.p50, figures.ttftMs[slo.quantile], figures.itlMs.p50].map((value) =>
      numbers.number(value),
    ),
    numbers.count(figures.errors),
    [...(isWithinSlo ? [] : [l10n.t('too many')]), ...(figures.clientLimited ? [clientText()] : [])].join('; '),
  ]);
  const header = [l10n.t('users'), 'tok/s', 'TTFT p50', `TTFT ${slo.quantile}`, 'ITL p50', l10n.t('errors'), ''];
  return [
    [plan.endpoint.model, ...(ranOn === undefined ? [] : [ranOn])].join(' · '),
    ...warnings.map(({ heading, text }) => `${heading} ${text}`),
    ...(state === 'cancelled' ? [l10n.t('The search was ended before its time.')] : []),
    '',
    l10n.t('  {0} ({1})', usersText(users), usersHint(capacity, numbers)),
    `  ${capacitySloText(slo, numbers)}`,
    '',
    ...numberTable(header, rows, new Set([header.length - 1])).map((line) => `  ${line}`),
  ];
}

/** What one number of users showed, while others are still to be tried. */
export function probeLine({ users, isWithinSlo, because, figures }: Probe, { quantile } = defaultCapacitySlo): string {
  const who = usersText(users);
  const said = isWithinSlo
    ? l10n.t(
        '{0}: {1} tok/s, TTFT {2} {3} ms',
        who,
        numbers.number(figures.tokensPerSecond),
        quantile,
        numbers.number(figures.ttftMs[quantile]),
      )
    : l10n.t('{0}: too many: {1}', who, because ?? '');
  return figures.clientLimited ? `${said}; ${clientText()}` : said;
}

/** Why a number is tried a second time. */
function clientText(): string {
  return l10n.t('the client was the limit');
}

function usersText(users: number): string {
  return users === 1 ? l10n.t('1 user') : l10n.t('{0} users', numbers.count(users));
}
